//===- OnnxPooling.h - Where the maxima of windows lie ----------*- C++ -*-===//

#ifndef PASSES_INPUT_ONNXPOOLING_H
#define PASSES_INPUT_ONNXPOOLING_H

#include "passes/Input/OnnxScalars.h"
#include "passes/Input/OnnxWindow.h"

namespace sinter {

/// Returns, as i64 and channels-last, the position of the first maximum of each
/// window: its index in the unpadded [N, C, spatial...] tensor, flat in that
/// order, or with the spatial dims reversed if `columnMajor`. `input` is padded
/// and channels-last.
mlir::Value maxPositions(NodeConversion &c, mlir::Value input, const Window &window, Number number,
                         bool columnMajor);

} // namespace sinter

#endif // PASSES_INPUT_ONNXPOOLING_H
