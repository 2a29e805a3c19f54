//===- OnnxWindow.h - Sliding windows of Conv and pooling -------*- C++ -*-===//
//
// Conv, MaxPool and AveragePool share the attributes that place a window over
// the spatial dimensions. `Window` is what they mean for one static shape.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_INPUT_ONNXWINDOW_H
#define PASSES_INPUT_ONNXWINDOW_H

#include "passes/Input/OnnxConversion.h"

namespace sinter {

/// One entry per spatial dimension everywhere.
struct Window {
  llvm::SmallVector<int64_t> input, kernel, strides, dilations;
  /// Padding that the model asks for.
  llvm::SmallVector<int64_t> padLow, padHigh;
  /// Padding at the end that the windows really reach: less than `padHigh` when
  /// the stride leaves a rest, more when the output size is rounded up.
  llvm::SmallVector<int64_t> reachHigh;
  llvm::SmallVector<int64_t> output;

  size_t rank() const { return input.size(); }
  bool isPadded() const;
  /// Puts a dimension of size 1 with a window of 1 before the others.
  void prependUnit();
};

/// Reads strides, dilations, pads, auto_pad and ceil_mode of the node for
/// spatial sizes `input` and window sizes `kernel`; declines the node when they
/// are wrong or leave no output.
mlir::FailureOr<Window> readWindow(NodeConversion &c, llvm::ArrayRef<int64_t> input,
                                   llvm::ArrayRef<int64_t> kernel);

/// Bounds on attributes that keep sizes far from overflow.
constexpr int64_t kMaxStep = int64_t(1) << 31, kMaxPad = int64_t(1) << 20;

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
/// Pads the spatial dimensions of a channels-last tensor as the window needs.
mlir::Value padChannelsLast(NodeConversion &c, mlir::Value tensor, const Window &window,
                            mlir::TypedAttr value);

/// [N, C, W] -> [N, C, 1, W]: one spatial dimension is handled as two.
mlir::Value insertUnitHeight(NodeConversion &c, mlir::Value tensor);
/// [N, C, 1, W] -> [N, C, W].
mlir::Value dropUnitHeight(NodeConversion &c, mlir::Value tensor);

} // namespace sinter

#endif // PASSES_INPUT_ONNXWINDOW_H
