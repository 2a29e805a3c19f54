//===- OnnxStatistics.h - Sums, maxima and moments over dims ----*- C++ -*-===//
//
// Softmax and the normalizations are made of a few reductions over some dims and
// elementwise steps that read the reduced values back. Those two forms are here.
// Short floats are accumulated in f32.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_INPUT_ONNXSTATISTICS_H
#define PASSES_INPUT_ONNXSTATISTICS_H

#include "passes/Input/OnnxScalars.h"

namespace sinter {

/// Sums `term` of each float of `input` over the dims `axes`.
mlir::Value sumOver(NodeConversion &c, mlir::Value input, llvm::ArrayRef<int64_t> axes,
                    llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value)> term);

/// The largest float of `input` over the dims `axes`.
mlir::Value maxOver(NodeConversion &c, mlir::Value input, llvm::ArrayRef<int64_t> axes);

/// An elementwise operation on `input` that reads each of `others`, which lack
/// the dims `axes`, along the dims that are left.
mlir::Value mapWithReduced(NodeConversion &c, mlir::Value input, mlir::ValueRange others,
                           llvm::ArrayRef<int64_t> axes, mlir::Type element,
                           NodeConversion::BodyFn body);

/// Mean and (population) variance of `input` over the dims `axes`, in the
/// accumulator type. Two passes: deviations are taken from the mean itself.
struct Moments {
  mlir::Value mean, variance;
};
Moments momentsOver(NodeConversion &c, mlir::Value input, llvm::ArrayRef<int64_t> axes);

/// 1 / values, element by element.
mlir::Value inverseOf(NodeConversion &c, mlir::Value values);

/// 1 / sqrt(variance + epsilon), elementwise.
mlir::Value inverseDeviation(NodeConversion &c, mlir::Value variance, double epsilon);

/// Declines the node unless input 0 holds floats and has at least `rank` dims.
mlir::LogicalResult checkChannels(NodeConversion &c, int64_t rank);
/// Declines the node unless input `i` is a float vector with one element per
/// channel (dim 1) of input 0.
mlir::LogicalResult checkPerChannel(NodeConversion &c, unsigned i);

} // namespace sinter

#endif // PASSES_INPUT_ONNXSTATISTICS_H
