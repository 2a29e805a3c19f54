//===- Statistics.h - Sums, maxima and moments over dims --------*- C++ -*-===//
//
// Softmax and the normalizations are made of a few reductions over some dims and
// elementwise steps that read the reduced values back. Those two forms are here.
// Short floats are accumulated in f32.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_STATISTICS_H
#define PASSES_TENSOR_STATISTICS_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Sums `term` of each float of `input` over the dims `axes`.
mlir::Value sumOver(TensorBuilder &c, mlir::Value input, llvm::ArrayRef<int64_t> axes,
                    llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value)> term);

/// The largest float of `input` over the dims `axes`.
mlir::Value maxOver(TensorBuilder &c, mlir::Value input, llvm::ArrayRef<int64_t> axes);

/// An elementwise operation on `input` that reads each of `others`, which lack
/// the dims `axes`, along the dims that are left.
mlir::Value mapWithReduced(TensorBuilder &c, mlir::Value input, mlir::ValueRange others,
                           llvm::ArrayRef<int64_t> axes, mlir::Type element,
                           TensorBuilder::BodyFn body);

/// Mean and (population) variance of `input` over the dims `axes`, in the
/// accumulator type. Two passes: deviations are taken from the mean itself.
struct Moments {
  mlir::Value mean, variance;
};
Moments momentsOver(TensorBuilder &c, mlir::Value input, llvm::ArrayRef<int64_t> axes);

/// 1 / values, element by element.
mlir::Value inverseOf(TensorBuilder &c, mlir::Value values);

/// 1 / sqrt(variance + epsilon), elementwise.
mlir::Value inverseDeviation(TensorBuilder &c, mlir::Value variance, double epsilon);

} // namespace sinter

#endif // PASSES_TENSOR_STATISTICS_H
