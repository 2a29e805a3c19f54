//===- Resample.h - Elements at other positions along an axis ---*- C++ -*-===//
//
// Resizing is separable: along each axis, an output element is made of a few input
// elements whose positions and weights depend on sizes only, so they are tables.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_RESAMPLE_H
#define PASSES_TENSOR_RESAMPLE_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Takes the element at `positions[i]` for output position i.
mlir::Value selectAlong(TensorBuilder &c, mlir::Value tensor, int64_t axis,
                        llvm::ArrayRef<int64_t> positions);

/// Makes output element i along `axis` by `body` of the elements at `positions[k][i]`
/// and the numbers `tables[k][i]`, for all k.
using TapsFn = llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &,
                                              mlir::ValueRange elements, mlir::ValueRange numbers)>;
mlir::Value combineAlong(TensorBuilder &c, mlir::Value tensor, int64_t axis,
                         llvm::ArrayRef<llvm::SmallVector<int64_t>> positions,
                         llvm::ArrayRef<mlir::DenseElementsAttr> tables, mlir::Type element,
                         TapsFn body);

} // namespace sinter

#endif // PASSES_TENSOR_RESAMPLE_H
