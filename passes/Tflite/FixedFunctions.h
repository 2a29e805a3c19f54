//===- FixedFunctions.h - exp, logistic, tanh in fixed point ----*- C++ -*-===//
//
// The functions that TFLite's 8-bit kernels compute in 32-bit fixed point, evaluated
// while compiling: a stored input has 256 values, so a table holds what the kernels
// compute. Numbers with n integer bits have 31 - n fractional bits.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_FIXEDFUNCTIONS_H
#define PASSES_TFLITE_FIXEDFUNCTIONS_H

#include <cstdint>

namespace sinter::host {

/// exp(x) without integer bits, of x <= 0 with `integerBits`.
int32_t expOfNegative(int32_t x, int integerBits);

/// The largest stored step that scaled by 2^shift has `integerBits`.
int32_t inputRadius(int integerBits, int shift);

/// 1 / (1 + exp(-x)) and tanh(x) without integer bits, of x with `integerBits`.
int32_t logistic(int32_t x, int integerBits);
int32_t tanh(int32_t x, int integerBits);

} // namespace sinter::host

#endif // PASSES_TFLITE_FIXEDFUNCTIONS_H
