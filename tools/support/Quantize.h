//===- Quantize.h - Real numbers for quantized inputs, outputs --*- C++ -*-===//
//
// real = scale * (stored - zero point), as the module says of an input or output.
//
//===----------------------------------------------------------------------===//

#ifndef TOOLS_SUPPORT_QUANTIZE_H
#define TOOLS_SUPPORT_QUANTIZE_H

#include "tools/support/Tensor.h"

namespace sinter::tools {

/// How the integers of an input or output are to be read.
struct Quantization {
  float scale = 0; ///< 0 when they are not quantized as a whole.
  int64_t zeroPoint = 0;

  explicit operator bool() const { return scale != 0; }
};

/// Returns the quantization of an input or output; none if it has one per channel.
Quantization findQuantization(const sinter_module_t *module, uint32_t function, bool isOutput,
                              uint32_t index);

/// Says whether any input or output of the function is quantized as a whole.
bool isQuantized(const sinter_module_t *module, uint32_t function);

/// Says whether elements of `type` can be stored by `quantize`: integers of 8, 16 or 32 bits.
bool isStorage(sinter_element_type_t type);

/// Returns the numbers of `value` as integers of `type`, which is storage: divided by the scale in
/// f32, rounded half away from zero, saturated; NaN is stored as zero.
Tensor quantize(const Tensor &value, Quantization quantization, sinter_element_type_t type);

/// Returns the integers of `stored` as f32 numbers.
Tensor dequantize(const Tensor &stored, Quantization quantization);

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_QUANTIZE_H
