//===- Softmax.h - Softmax for converters -----------------------*- C++ -*-===//

#ifndef PASSES_ONNX_SOFTMAX_H
#define PASSES_ONNX_SOFTMAX_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Softmax of the floats of `input` along `axis`, or its logarithm.
mlir::Value softmaxOver(TensorBuilder &c, mlir::Value input, int64_t axis, bool logarithm = false);

} // namespace sinter

#endif // PASSES_ONNX_SOFTMAX_H
