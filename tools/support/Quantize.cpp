//===- Quantize.cpp - Real numbers for quantized inputs, outputs ----------===//

#include "tools/support/Quantize.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace sinter::tools;

Quantization sinter::tools::findQuantization(const sinter_module_t *module, uint32_t function,
                                             bool isOutput, uint32_t index) {
  sinter_quantization_info_t info;
  Quantization found;
  if (sinter_module_quantization(module, function, isOutput, index, &info) != SINTER_OK ||
      info.count != 1 || info.axis >= 0 ||
      sinter_module_scale(module, function, isOutput, index, 0, &found.scale, &found.zeroPoint) !=
          SINTER_OK)
    return {};
  return found;
}

bool sinter::tools::isQuantized(const sinter_module_t *module, uint32_t function) {
  sinter_tensor_info_t info;
  for (uint32_t i = 0; sinter_module_input(module, function, i, &info) == SINTER_OK; ++i)
    if (findQuantization(module, function, false, i))
      return true;
  for (uint32_t i = 0; sinter_module_output(module, function, i, &info) == SINTER_OK; ++i)
    if (findQuantization(module, function, true, i))
      return true;
  return false;
}

bool sinter::tools::isStorage(sinter_element_type_t type) {
  switch (type) {
  case SINTER_I8:
  case SINTER_U8:
  case SINTER_I16:
  case SINTER_U16:
  case SINTER_I32:
    return true;
  default:
    return false;
  }
}

/// Stores the nearest number of type T; `number` is finite or infinite.
template <typename T> static void store(char *to, double number) {
  double low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  // What rounds up to 2^63 does not fit any more.
  T value = number >= high  ? std::numeric_limits<T>::max()
            : number <= low ? std::numeric_limits<T>::min()
                            : T(number);
  std::memcpy(to, &value, sizeof(T));
}

Tensor sinter::tools::quantize(const Tensor &value, Quantization quantization,
                               sinter_element_type_t type) {
  Tensor stored(type, value.dims());
  for (uint64_t i = 0; stored.isValid() && i < value.count(); ++i) {
    float number = std::round(float(value.number(i)) / quantization.scale);
    double steps = std::isnan(number) ? double(quantization.zeroPoint)
                                      : number + double(quantization.zeroPoint);
    char *to = stored.data() + i * sinter_element_size(type);
    switch (type) {
    case SINTER_I8:
      store<int8_t>(to, steps);
      break;
    case SINTER_U8:
      store<uint8_t>(to, steps);
      break;
    case SINTER_I16:
      store<int16_t>(to, steps);
      break;
    case SINTER_U16:
      store<uint16_t>(to, steps);
      break;
    default:
      store<int32_t>(to, steps);
      break;
    }
  }
  return stored;
}

Tensor sinter::tools::dequantize(const Tensor &stored, Quantization quantization) {
  Tensor value(SINTER_F32, stored.dims());
  for (uint64_t i = 0; value.isValid() && i < stored.count(); ++i) {
    auto number =
        float((stored.number(i) - double(quantization.zeroPoint)) * double(quantization.scale));
    std::memcpy(value.data() + i * sizeof(float), &number, sizeof(float));
  }
  return value;
}
