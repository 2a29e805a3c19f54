//===- TransposedConvolution.h - Convolutions turned around -----*- C++ -*-===//

#ifndef PASSES_TENSOR_TRANSPOSEDCONVOLUTION_H
#define PASSES_TENSOR_TRANSPOSEDCONVOLUTION_H

#include "passes/Tensor/Convolve.h"

namespace sinter {

/// Where the output lies relative to everything the input reaches; one entry per
/// spatial dimension, of which there are at least two.
struct TransposedWindow {
  llvm::SmallVector<int64_t> strides, dilations, kernel;
  /// Elements cut off at both ends; a negative end is filled with the bias.
  llvm::SmallVector<int64_t> cutLow, cutHigh;
  llvm::SmallVector<int64_t> output;

  int64_t reach(size_t i) const { return dilations[i] * (kernel[i] - 1) + 1; }
};

/// Emits the transposed convolution that `convolution` tells but for its window; its
/// weights are [OC, IC / groups, kernel...]. `zero` stands for zero in the input.
mlir::Value convolveTransposed(TensorBuilder &c, Convolution convolution,
                               const TransposedWindow &place, double zero,
                               ConvolutionEpilogue epilogue);

} // namespace sinter

#endif // PASSES_TENSOR_TRANSPOSEDCONVOLUTION_H
