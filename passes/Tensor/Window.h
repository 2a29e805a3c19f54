//===- Window.h - Sliding windows -------------------------------*- C++ -*-===//
//
// `Window` is what the attributes of a convolution or pooling mean for one static
// shape.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_WINDOW_H
#define PASSES_TENSOR_WINDOW_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Bounds on attributes that keep sizes far from overflow.
constexpr int64_t kMaxStep = int64_t(1) << 31, kMaxPad = int64_t(1) << 20;

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

/// How a window lies over the input's borders.
enum class WindowPadding {
  Given,     ///< `padLow` and `padHigh` tell.
  SameUpper, ///< The output is the input divided by the stride, rounded up; the
             ///< odd element of padding comes last.
  SameLower, ///< The same; it comes first.
};

/// Completes a window whose input, kernel, strides, dilations and (if given) pads
/// are set, all of one rank and the input not empty: computes pads, output and
/// reach. `roundUp` the output when the stride leaves a rest. Declines the node
/// when no output is left.
mlir::LogicalResult placeWindow(TensorBuilder &c, Window &window, WindowPadding padding,
                                bool roundUp = false);

/// Pads the spatial dimensions of a channels-last tensor as the window needs.
mlir::Value padChannelsLast(TensorBuilder &c, mlir::Value tensor, const Window &window,
                            mlir::TypedAttr value);

} // namespace sinter

#endif // PASSES_TENSOR_WINDOW_H
