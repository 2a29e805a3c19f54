//===- Selection.h - Elements that a condition keeps ------------*- C++ -*-===//
//
// How many elements a condition keeps is known when it has been looked at. Their positions lie
// one behind the other at the begin of a tensor that has room for all.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_SELECTION_H
#define PASSES_TENSOR_SELECTION_H

#include "dialects/Exec/IR/SymbolicDims.h"
#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Positions as i64, and how many of them mean something: a tensor of one i64.
struct Selection {
  mlir::Value positions, count;
};

/// Returns the positions, in order, of the elements of `flat` (rank 1) that `isKept` says are kept.
Selection selectWhere(TensorBuilder &c, mlir::Value flat,
                      llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value)> isKept);

/// Returns the least that `size` can be; that is 0 where data decide.
int64_t leastOf(const exec::SymbolicDims &dims, int64_t size);

/// Returns a size as an index: what stands for one that calls decide, else a constant.
mlir::Value sizeOf(ScalarBuilder &b, int64_t size);

/// The slices of `data` along `axis` at the first `count` of `positions`, a size that stands for
/// how many there are.
mlir::Value takeSelected(TensorBuilder &c, mlir::Value data, int64_t axis, mlir::Value positions,
                         int64_t count);

/// The first `count` slices of `data` along dim 0.
mlir::Value takeFirst(TensorBuilder &c, mlir::Value data, int64_t count);

} // namespace sinter

#endif // PASSES_TENSOR_SELECTION_H
