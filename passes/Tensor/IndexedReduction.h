//===- IndexedReduction.h - Sums of elements at any positions ---*- C++ -*-===//
//
// For operators whose sums run over positions that no indexing map tells: they
// depend on values, or are there for some indices only.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_INDEXEDREDUCTION_H
#define PASSES_TENSOR_INDEXEDREDUCTION_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Returns one term of a reduction; `at` holds the result's indices, then those reduced over.
using TermFn = llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::ValueRange at)>;
using MergeFn = llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value term, mlir::Value sum)>;

/// A tensor of `shape` whose elements merge the terms of all indices below `extents`, from
/// `init` on.
mlir::Value reduceIndexed(TensorBuilder &c, llvm::ArrayRef<int64_t> shape,
                          llvm::ArrayRef<int64_t> extents, mlir::TypedAttr init, TermFn term,
                          MergeFn merge);

/// The same for sums of numbers of type `element` from 0 on.
mlir::Value sumIndexed(TensorBuilder &c, llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<int64_t> extents, mlir::Type element, TermFn term);

//===--- Positions --------------------------------------------------------===//

/// An index constant.
mlir::Value indexOf(ScalarBuilder &b, int64_t value);

/// Says whether `low <= position < high`, for an index.
mlir::Value isWithin(ScalarBuilder &b, mlir::Value position, int64_t low, int64_t high);

/// Returns the whole part of a float as index, bounded by `low` and `high`; NaN becomes `low`.
mlir::Value clampToIndex(ScalarBuilder &b, mlir::Value position, int64_t low, int64_t high);

} // namespace sinter

#endif // PASSES_TENSOR_INDEXEDREDUCTION_H
