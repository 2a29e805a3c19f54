//===- OnnxConvolution.h - Convolutions for converters ----------*- C++ -*-===//

#ifndef PASSES_INPUT_ONNXCONVOLUTION_H
#define PASSES_INPUT_ONNXCONVOLUTION_H

#include "passes/Input/OnnxWindow.h"

namespace sinter {

/// Finishes a sum whose last dims are the filters, in the shape `filters`: a
/// pointwise operation that fuses with its convolution.
using ConvolutionEpilogue =
    llvm::function_ref<mlir::Value(mlir::Value sum, llvm::ArrayRef<int64_t> filters)>;

/// A convolution on channels-last values, of at least two spatial dimensions.
/// Shapes fit: `input` is [N, spatial..., IC], padded as `window` needs; `weights`
/// are [OC, IC / groups, window...]. Integers are widened by their signs and
/// summed in i32.
struct Convolution {
  mlir::Value input, weights;
  int64_t groups = 1;
  Window window;
  bool isInputUnsigned = false, areWeightsUnsigned = false;
};

/// Emits the convolution; returns [N, output..., OC].
mlir::Value convolve(NodeConversion &c, const Convolution &convolution,
                     ConvolutionEpilogue epilogue);

/// The epilogue of float convolutions: adds `bias` ([OC] or null), then narrows to
/// `element`.
mlir::Value addBias(NodeConversion &c, mlir::Value sum, mlir::Value bias,
                    llvm::ArrayRef<int64_t> filters, mlir::Type element);

/// Checks the shapes of the inputs of a convolution (`bias` may be absent), its
/// groups and its kernel_shape. Returns the window, or declines the node.
mlir::FailureOr<Window> readConvolution(NodeConversion &c, unsigned input, unsigned weights,
                                        unsigned bias);

/// Emits a convolution of channels-first values: `input` is padded with `padding`.
mlir::Value convolveChannelsFirst(NodeConversion &c, Convolution convolution,
                                  mlir::TypedAttr padding, ConvolutionEpilogue epilogue);

} // namespace sinter

#endif // PASSES_INPUT_ONNXCONVOLUTION_H
