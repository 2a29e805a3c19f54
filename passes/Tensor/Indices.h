//===- Indices.h - Reads at positions that are values -----------*- C++ -*-===//
//
// Indices that a model computes at run time count from the end when negative, and
// are clamped into range: no model input can make generated code leave a tensor.
// Constant indices become slices where they can.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_INDICES_H
#define PASSES_TENSOR_INDICES_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Returns an index (negative from the end) as position in a dimension of `size`
/// elements.
mlir::Value positionOf(mlir::ImplicitLocOpBuilder &b, mlir::Value index, bool isUnsigned,
                       int64_t size);

/// Declines the node unless `indices` holds integers.
mlir::LogicalResult checkIndices(TensorBuilder &c, mlir::Value indices);

/// A tensor of `shape`; `source` gets the position in it and the element of `indices`
/// read through `map`, and returns where in `data` to read.
using SourceFn = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::ImplicitLocOpBuilder &, mlir::ValueRange at, mlir::Value element)>;
mlir::Value gatherElements(TensorBuilder &c, mlir::Value data, mlir::Value indices,
                           mlir::AffineMap map, llvm::ArrayRef<int64_t> shape, SourceFn source);

/// The slices of `data` along `axis` that `indices` name, which takes the axis' place.
/// The first `batch` dims (at most `axis`) are shared by both and walked together.
mlir::FailureOr<mlir::Value> gatherSlices(TensorBuilder &c, mlir::Value data, mlir::Value indices,
                                          bool isUnsigned, int64_t axis, int64_t batch = 0);

/// The slices of `data` that tuples in the last dim of `indices` name, behind the
/// first `batch` dims.
mlir::FailureOr<mlir::Value> gatherTuples(TensorBuilder &c, mlir::Value data, mlir::Value indices,
                                          bool isUnsigned, int64_t batch = 0);

} // namespace sinter

#endif // PASSES_TENSOR_INDICES_H
