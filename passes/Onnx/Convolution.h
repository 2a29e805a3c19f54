//===- Convolution.h - Convolutions for converters --------------*- C++ -*-===//

#ifndef PASSES_ONNX_CONVOLUTION_H
#define PASSES_ONNX_CONVOLUTION_H

#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/Window.h"
#include "passes/Tensor/Convolve.h"

namespace sinter {

/// Checks the shapes of the inputs of a convolution (`bias` may be absent), its
/// groups and its kernel_shape. Returns the window, or declines the node.
mlir::FailureOr<Window> readConvolution(NodeConversion &c, unsigned input, unsigned weights,
                                        unsigned bias);

/// Emits a convolution of channels-first values: `input` is padded with `padding`.
mlir::Value convolveChannelsFirst(NodeConversion &c, Convolution convolution,
                                  mlir::TypedAttr padding, ConvolutionEpilogue epilogue);

} // namespace sinter

#endif // PASSES_ONNX_CONVOLUTION_H
