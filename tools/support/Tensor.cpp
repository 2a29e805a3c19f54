//===- Tensor.cpp - A tensor in a tool's memory ---------------------------===//

#include "tools/support/Tensor.h"
#include "tools/support/Half.h"
#include <charconv>
#include <string_view>

using namespace sinter::tools;

Tensor::Tensor(sinter_element_type_t type, Dims dims) : elementType(type), shape(std::move(dims)) {
  uint64_t byteSize;
  if (!sinter_tensor_size(type, uint32_t(shape.size()), shape.data(), &byteSize) ||
      byteSize > SIZE_MAX / 2 || sinter_element_size(type) == 0)
    return;
  elementCount = byteSize / sinter_element_size(type);
  size_t rounded = (size_t(byteSize) + 63) / 64 * 64;
  bytes.reset(static_cast<char *>(std::aligned_alloc(64, rounded ? rounded : 64)));
  if (bytes)
    std::memset(bytes.get(), 0, rounded);
}

void Tensor::setDims(Dims dims) {
  uint64_t byteSize;
  if (!sinter_tensor_size(elementType, uint32_t(dims.size()), dims.data(), &byteSize))
    return;
  shape = std::move(dims);
  elementCount = byteSize / sinter_element_size(elementType);
}

namespace {
template <typename T> T load(const char *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

template <typename T> std::string shortest(T value) {
  char buffer[64];
  if constexpr (std::is_floating_point_v<T>)
    if (std::isnan(value))
      return "nan"; // whatever its sign
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof(buffer), value).ptr);
}

template <typename T> bool store(std::string_view text, char *bytes) {
  T value;
  if (!text.empty() && text[0] == '+')
    text.remove_prefix(1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return false;
  std::memcpy(bytes, &value, sizeof(value));
  return true;
}

/// Stores a float that `convert` narrows to 16 bits.
bool storeNarrow(std::string_view text, char *bytes, uint16_t (*convert)(float)) {
  float value;
  if (!store<float>(text, reinterpret_cast<char *>(&value)))
    return false;
  uint16_t bits = convert(value);
  std::memcpy(bytes, &bits, sizeof(bits));
  return true;
}

bool storeBool(std::string_view text, char *bytes) {
  bool isTrue = text == "1" || text == "true";
  *bytes = isTrue ? 1 : 0;
  return isTrue || text == "0" || text == "false";
}
} // namespace

std::string Tensor::format(uint64_t index) const {
  const char *at = data() + index * sinter_element_size(elementType);
  switch (elementType) {
  case SINTER_F16:
    return shortest(halfToFloat(load<uint16_t>(at)));
  case SINTER_BF16:
    return shortest(bfloatToFloat(load<uint16_t>(at)));
  case SINTER_F32:
    return shortest(load<float>(at));
  case SINTER_F64:
    return shortest(load<double>(at));
  case SINTER_I8:
    return shortest(int(load<int8_t>(at)));
  case SINTER_I16:
    return shortest(load<int16_t>(at));
  case SINTER_I32:
    return shortest(load<int32_t>(at));
  case SINTER_I64:
    return shortest(load<int64_t>(at));
  case SINTER_U8:
  case SINTER_BOOL:
    return shortest(int(load<uint8_t>(at)));
  case SINTER_U16:
    return shortest(load<uint16_t>(at));
  case SINTER_U32:
    return shortest(load<uint32_t>(at));
  case SINTER_U64:
    return shortest(load<uint64_t>(at));
  }
  return "";
}

double Tensor::number(uint64_t index) const {
  const char *at = data() + index * sinter_element_size(elementType);
  switch (elementType) {
  case SINTER_F16:
    return halfToFloat(load<uint16_t>(at));
  case SINTER_BF16:
    return bfloatToFloat(load<uint16_t>(at));
  case SINTER_F32:
    return load<float>(at);
  case SINTER_F64:
    return load<double>(at);
  case SINTER_I8:
    return load<int8_t>(at);
  case SINTER_I16:
    return load<int16_t>(at);
  case SINTER_I32:
    return load<int32_t>(at);
  case SINTER_I64:
    return double(load<int64_t>(at));
  case SINTER_U8:
  case SINTER_BOOL:
    return load<uint8_t>(at);
  case SINTER_U16:
    return load<uint16_t>(at);
  case SINTER_U32:
    return load<uint32_t>(at);
  case SINTER_U64:
    return double(load<uint64_t>(at));
  }
  return 0;
}

bool Tensor::set(uint64_t index, std::string_view text) {
  char *at = data() + index * sinter_element_size(elementType);
  switch (elementType) {
  case SINTER_F16:
    return storeNarrow(text, at, floatToHalf);
  case SINTER_BF16:
    return storeNarrow(text, at, floatToBfloat);
  case SINTER_F32:
    return store<float>(text, at);
  case SINTER_F64:
    return store<double>(text, at);
  case SINTER_I8:
    return store<int8_t>(text, at);
  case SINTER_I16:
    return store<int16_t>(text, at);
  case SINTER_I32:
    return store<int32_t>(text, at);
  case SINTER_I64:
    return store<int64_t>(text, at);
  case SINTER_U8:
    return store<uint8_t>(text, at);
  case SINTER_U16:
    return store<uint16_t>(text, at);
  case SINTER_U32:
    return store<uint32_t>(text, at);
  case SINTER_U64:
    return store<uint64_t>(text, at);
  case SINTER_BOOL:
    return storeBool(text, at);
  }
  return false;
}

std::string sinter::tools::formatType(sinter_element_type_t type, const int64_t *dims,
                                      size_t rank) {
  std::string result;
  for (size_t i = 0; i < rank; ++i)
    result.append(dims[i] < 0 ? "?" : std::to_string(dims[i])).append("x");
  return result + sinter_element_type_name(type);
}

std::string sinter::tools::formatIndex(uint64_t index, const Dims &dims) {
  std::string result;
  for (size_t i = dims.size(); i-- > 0;) {
    result = std::to_string(index % uint64_t(dims[i])) + (result.empty() ? "" : " ") + result;
    index /= uint64_t(dims[i]);
  }
  return "[" + result + "]";
}
