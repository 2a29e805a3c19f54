//===- Requantize.h - From integer sums to stored integers ------*- C++ -*-===//
//
// What follows every integer product: a bias, a factor per channel in fixed point,
// the zero point, and bounds. One pointwise operation, which joins the product that
// it follows.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_REQUANTIZE_H
#define PASSES_TFLITE_REQUANTIZE_H

#include "passes/Tflite/FixedPoint.h"
#include "passes/Tflite/FusedActivation.h"

namespace sinter {

/// What becomes of sums of products.
struct FixedRequantization {
  llvm::SmallVector<FixedMultiplier> factors; ///< One, or one per channel.
  /// Instead of those: the factors in f32; the scaled sum is rounded once, ties to even.
  llvm::SmallVector<float> realFactors;
  mlir::Value addend; ///< One per channel, or null.
  /// Sums are 64 bits wide in the reference, whatever they are computed in, and are
  /// scaled by factors of 15 bits, rounded once.
  bool isWide = false;
  /// No sum with its addend has a larger magnitude.
  int64_t limit = std::numeric_limits<int64_t>::max();
  StoredBounds result;
};

/// Requantizes `sum` (i32 or i64), whose last dims are the channels, in the shape
/// `channels`.
mlir::Value requantizeSums(TensorBuilder &c, mlir::Value sum, llvm::ArrayRef<int64_t> channels,
                           const FixedRequantization &how);

/// stored - zero in i32; `stored` has at most 32 bits.
mlir::Value stepsOf(ScalarBuilder &b, mlir::Value stored, bool isUnsigned, int64_t zero);

/// The largest magnitude of stored - zero, for at most 32 bits.
int64_t reachOf(mlir::Type element, bool isUnsigned, int64_t zero);

/// input * weights / output, per filter: the scale of a sum in steps of the result.
llvm::SmallVector<FixedMultiplier> productFactors(double input, llvm::ArrayRef<double> weights,
                                                  double output);

/// The same in f32, each step rounded.
llvm::SmallVector<float> realProductFactors(double input, llvm::ArrayRef<double> weights,
                                            double output);

} // namespace sinter

#endif // PASSES_TFLITE_REQUANTIZE_H
