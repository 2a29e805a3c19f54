//===- Scatter.h - Writes at positions that are values ----------*- C++ -*-===//
//
// Constant indices that walk a box in order are one slice that is inserted.
// Anything else is a loop over the updates, in their order: duplicates have a
// meaning when updates combine with what is there, and must not race otherwise.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_SCATTER_H
#define PASSES_TENSOR_SCATTER_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Builds nested loops over `extents`; `body` gets the indices and the tensor so
/// far and returns the tensor with one update.
mlir::Value loopOver(TensorBuilder &c, llvm::ArrayRef<int64_t> extents, mlir::Value tensor,
                     llvm::function_ref<mlir::Value(mlir::ValueRange at, mlir::Value tensor)> body);

/// Replaces the box at `starts` of `data` by `update`.
mlir::Value insertBox(TensorBuilder &c, mlir::Value update, mlir::Value data,
                      llvm::ArrayRef<mlir::OpFoldResult> starts, llvm::ArrayRef<int64_t> sizes);

/// What an element becomes when it is updated; null replaces it.
using CombineFn =
    llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value old, mlir::Value update)>;

/// Updates the slices of `data` that tuples in the last dim of `indices` name.
mlir::FailureOr<mlir::Value> scatterTuples(TensorBuilder &c, mlir::Value data, mlir::Value indices,
                                           bool isUnsigned, mlir::Value updates, CombineFn combine);

} // namespace sinter

#endif // PASSES_TENSOR_SCATTER_H
