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

/// (x * y * 2 + 2^31) >> 32 of i32 values, exact inside. They are not both -2^31.
mlir::Value roundingDoublingHighMul(ScalarBuilder &b, mlir::Value x, mlir::Value y);

/// x / 2^exponent, to the nearest, ties away from zero; i32, exponent from 0 to 31.
mlir::Value roundingDivideByPowerOfTwo(ScalarBuilder &b, mlir::Value x, mlir::Value exponent);
mlir::Value roundingDivideByPowerOfTwo(ScalarBuilder &b, mlir::Value x, int32_t exponent);

/// x (i32) times a factor; cheaper if |x| never exceeds a `limit` that leaves room.
mlir::Value multiplyByFixed(ScalarBuilder &b, mlir::Value x, FixedMultiplier factor,
                            int64_t limit = std::numeric_limits<int64_t>::max());

/// Says whether rounding by adding half of the divisor cannot overflow, for numbers up
/// to `limit` times the factor.
bool leavesRoom(FixedMultiplier factor, int64_t limit);

/// x / 2^exponent as above, where adding `half` of the divisor cannot overflow and, with
/// `mask` (all bits or none), the exponent may be 0.
mlir::Value roundingShift(ScalarBuilder &b, mlir::Value x, mlir::Value exponent, mlir::Value half,
                          mlir::Value mask = {});

/// The fraction of a factor cut to 15 bits, as multiplyWideByFixed takes it, and the
/// shift right that goes with it (at least 1).
int64_t wideFraction(FixedMultiplier factor);
int64_t wideShift(FixedMultiplier factor);

/// x (i64, of at most 48 bits) times a factor whose fraction is cut to 15 bits, rounded once:
/// what kernels with 64-bit sums do. Returns i32.
mlir::Value multiplyWideByFixed(ScalarBuilder &b, mlir::Value x, FixedMultiplier factor);

} // namespace sinter

#endif // PASSES_TFLITE_FIXEDPOINT_H
