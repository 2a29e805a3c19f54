//===- FixedPoint.h - The integer arithmetic of TFLite ----------*- C++ -*-===//
//
// TFLite scales 32-bit sums by a real factor in integers: the factor is a 31-bit
// fraction and a power of two. Rounding happens twice, as in the kernels that TFLite
// Micro builds by default: the high half of the doubled product is rounded to the
// nearest (ties up), then the shift right is (ties away from zero).
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_FIXEDPOINT_H
#define PASSES_TFLITE_FIXEDPOINT_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// The real factor fraction * 2^(shift - 31).
struct FixedMultiplier {
  int32_t fraction = 0; ///< 0, or of magnitude 2^30 to 2^31 - 1.
  int32_t shift = 0;    ///< Positive shifts left, before the product; negative right.

  bool operator==(const FixedMultiplier &other) const {
    return fraction == other.fraction && shift == other.shift;
  }
};

/// Returns the nearest fixed-point form; factors below 2^-31 become 0.
FixedMultiplier quantizeMultiplier(double factor);

/// (x * y * 2 + 2^31) >> 32 of i32 values, exact inside.
mlir::Value roundingDoublingHighMul(ScalarBuilder &b, mlir::Value x, mlir::Value y);

/// x / 2^exponent, to the nearest, ties away from zero; i32, exponent from 0 to 31.
mlir::Value roundingDivideByPowerOfTwo(ScalarBuilder &b, mlir::Value x, mlir::Value exponent);
mlir::Value roundingDivideByPowerOfTwo(ScalarBuilder &b, mlir::Value x, int32_t exponent);

/// x (i32) times a factor.
mlir::Value multiplyByFixed(ScalarBuilder &b, mlir::Value x, FixedMultiplier factor);

/// x (i64, of at most 48 bits) times a factor whose fraction is cut to 15 bits, rounded once:
/// what kernels with 64-bit sums do. Returns i32.
mlir::Value multiplyWideByFixed(ScalarBuilder &b, mlir::Value x, FixedMultiplier factor);

} // namespace sinter

#endif // PASSES_TFLITE_FIXEDPOINT_H
