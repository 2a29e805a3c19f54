//===- Pooling.h - Pooling for converters -----------------------*- C++ -*-===//

#ifndef PASSES_ONNX_POOLING_H
#define PASSES_ONNX_POOLING_H

#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/Window.h"
#include "passes/Tensor/PoolWindows.h"

namespace sinter {

/// Returns, as i64 and channels-last, the position of the first maximum of each
/// window: its index in the unpadded [N, C, spatial...] tensor, flat in that
/// order, or with the spatial dims reversed if `columnMajor`. `input` is padded
/// and channels-last.
mlir::Value maxPositions(NodeConversion &c, mlir::Value input, const Window &window, Number number,
                         bool columnMajor);

/// Declines the node unless input 0 is [N, C, spatial...], with 1 to 3 of these.
mlir::LogicalResult checkPoolingShape(NodeConversion &c);

/// Reads kernel_shape and the attributes that place the window over input 0.
mlir::FailureOr<Window> readPoolingWindow(NodeConversion &c);

/// Input 0, channels-last and padded, with two spatial dims where it has one.
mlir::Value enterPooling(NodeConversion &c, Window &window, mlir::TypedAttr padding);
/// The way back.
mlir::Value leavePooling(NodeConversion &c, mlir::Value result);

/// One over the number of elements that each window covers: a constant of `type`
/// over `window.output`, or of rank 0 when all are equal. Declines the node when
/// there are too many windows to list.
mlir::FailureOr<mlir::Value> reciprocalCounts(NodeConversion &c, const Window &window,
                                              mlir::Type type);

} // namespace sinter

#endif // PASSES_ONNX_POOLING_H
