//===- OnnxConvolution.h - Convolutions for converters ----------*- C++ -*-===//

#ifndef PASSES_INPUT_ONNXCONVOLUTION_H
#define PASSES_INPUT_ONNXCONVOLUTION_H

#include "passes/Input/OnnxWindow.h"

namespace sinter {

/// A convolution on channels-last values, of at least two spatial dimensions.
/// Shapes fit: `input` is [N, spatial..., IC], padded as `window` needs; `weights`
/// are [OC, IC / groups, window...]; `bias` is [OC] or null.
struct Convolution {
  mlir::Value input, weights, bias;
  int64_t groups = 1;
  Window window;
};

/// Emits the convolution; returns [N, output..., OC].
mlir::Value convolve(NodeConversion &c, const Convolution &convolution);

} // namespace sinter

#endif // PASSES_INPUT_ONNXCONVOLUTION_H
