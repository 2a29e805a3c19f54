//===- Convolve.h - Convolutions as linalg operations -----------*- C++ -*-===//
//
// One entry for all convolutions: what their operands look like decides which
// operation expresses them.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_CONVOLVE_H
#define PASSES_TENSOR_CONVOLVE_H

#include "passes/Tensor/Window.h"

namespace sinter {

/// Finishes a sum whose last dims are the filters, in the shape `filters`: a
/// pointwise operation that fuses with its convolution.
using ConvolutionEpilogue =
    llvm::function_ref<mlir::Value(mlir::Value sum, llvm::ArrayRef<int64_t> filters)>;

/// A convolution on channels-last values, of at least two spatial dimensions.
/// Shapes fit: `input` is [N, spatial..., IC], padded as `window` needs; `weights`
/// are [OC, IC / groups, window...]. Integers are widened by their signs and
/// summed in i32, or in i64 if `accumulator` says so.
struct Convolution {
  mlir::Value input, weights;
  int64_t groups = 1;
  Window window;
  bool isInputUnsigned = false, areWeightsUnsigned = false;
  mlir::Type accumulator = {};
};

/// Emits the convolution; returns [N, output..., OC].
mlir::Value convolve(TensorBuilder &c, const Convolution &convolution,
                     ConvolutionEpilogue epilogue);

/// The epilogue of float convolutions: adds `bias` ([OC] or null), then narrows to
/// `element`.
mlir::Value addBias(TensorBuilder &c, mlir::Value sum, mlir::Value bias,
                    llvm::ArrayRef<int64_t> filters, mlir::Type element);

} // namespace sinter

#endif // PASSES_TENSOR_CONVOLVE_H
