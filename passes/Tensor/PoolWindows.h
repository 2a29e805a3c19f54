//===- PoolWindows.h - Maxima and sums of windows ---------------*- C++ -*-===//
//
// Pooling slides over channels-last tensors that are padded as the window needs.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_POOLWINDOWS_H
#define PASSES_TENSOR_POOLWINDOWS_H

#include "passes/Tensor/Scalars.h"
#include "passes/Tensor/Window.h"

namespace sinter {

enum class Pooling { Max, Sum };

/// Pools a padded channels-last tensor; sums are of floats, in the accumulator type.
mlir::Value poolWindows(TensorBuilder &c, Pooling kind, Number number, mlir::Value input,
                        const Window &window);

/// Sums the windows of a padded channels-last tensor of integers in i32.
mlir::Value sumIntegerWindows(TensorBuilder &c, mlir::Value input, const Window &window,
                              bool isUnsigned);

} // namespace sinter

#endif // PASSES_TENSOR_POOLWINDOWS_H
