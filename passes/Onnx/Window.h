//===- Window.h - Sliding windows of Conv and pooling -----------*- C++ -*-===//
//
// Conv, MaxPool and AveragePool share the attributes that place a window over
// the spatial dimensions.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_WINDOW_H
#define PASSES_ONNX_WINDOW_H

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Window.h"

namespace sinter {

/// Reads strides, dilations, pads, auto_pad and ceil_mode of the node for
/// spatial sizes `input` and window sizes `kernel`; declines the node when they
/// are wrong or leave no output.
mlir::FailureOr<Window> readWindow(NodeConversion &c, llvm::ArrayRef<int64_t> input,
                                   llvm::ArrayRef<int64_t> kernel);

/// Returns the `count` integers of attribute `name`, each from `least` to `most`;
/// `least` throughout when the node does not give them.
mlir::FailureOr<llvm::SmallVector<int64_t>> readSizes(NodeConversion &c, llvm::StringRef name,
                                                      size_t count, int64_t least, int64_t most);

bool isKnownAutoPad(llvm::StringRef autoPad);

//===--- Channels last ----------------------------------------------------===//
// Windows slide over channels-last tensors; ONNX's are channels first. A
// transpose before and one after each operation make the difference; those
// between two such operations cancel later.

/// NCHW -> NHWC, for any number of spatial dimensions.
mlir::Value toChannelsLast(NodeConversion &c, mlir::Value tensor);
/// NHWC -> NCHW.
mlir::Value toChannelsFirst(NodeConversion &c, mlir::Value tensor);
/// [N, C, W] -> [N, C, 1, W]: one spatial dimension is handled as two.
mlir::Value insertUnitHeight(NodeConversion &c, mlir::Value tensor);
/// [N, C, 1, W] -> [N, C, W].
mlir::Value dropUnitHeight(NodeConversion &c, mlir::Value tensor);

} // namespace sinter

#endif // PASSES_ONNX_WINDOW_H
