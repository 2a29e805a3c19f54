//===- HostFixedPoint.h - TFLite's integer arithmetic, now ------*- C++ -*-===//
//
// What FixedPoint.h emits, computed while compiling, and functions that kernels make of
// it. Results are those of gemmlowp's fixed-point numbers, to the bit.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_HOSTFIXEDPOINT_H
#define PASSES_TFLITE_HOSTFIXEDPOINT_H

#include "passes/Tflite/FixedPoint.h"

namespace sinter::host {

/// Sums and differences that wrap as they do in registers.
inline int32_t add(int32_t x, int32_t y) { return int32_t(uint32_t(x) + uint32_t(y)); }
inline int32_t subtract(int32_t x, int32_t y) { return int32_t(uint32_t(x) - uint32_t(y)); }

/// (x * y * 2 + 2^31) >> 32, saturated.
int32_t highMul(int32_t x, int32_t y);

/// x / 2^exponent, to the nearest, ties away from zero.
int32_t divideByPowerOfTwo(int32_t x, int exponent);

/// x * 2^exponent, saturated.
int32_t multiplyByPowerOfTwo(int32_t x, int exponent);

/// x times a factor.
int32_t multiply(int32_t x, FixedMultiplier factor);

/// 1 / sqrt(x) for x from 1 on.
FixedMultiplier inverseRoot(int32_t x);

/// 2 / (1 + x) with two integer bits, for a fraction x from 0 to 1.
int32_t twiceInverseOfOnePlus(int32_t x);

/// 1 / x for x from 1 on: a fraction (of 31 bits) of 1 / (x / 2^exponent), the exponent
/// being the position of the highest bit.
struct Reciprocal {
  int32_t fraction, exponent;
};
Reciprocal reciprocal(int32_t x);

} // namespace sinter::host

#endif // PASSES_TFLITE_HOSTFIXEDPOINT_H
