//===- Extend.h - Padding made of a tensor's own elements -------*- C++ -*-===//

#ifndef PASSES_TENSOR_EXTEND_H
#define PASSES_TENSOR_EXTEND_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// What lies beyond the edges of a tensor: its last element again, its mirror image
/// without or with that element, or the tensor from its other end.
enum class Border { Edge, Reflect, Symmetric, Wrap };

/// Adds `low` and `high` elements per dimension. Declines the node when they are too
/// many to place one by one, or a padded dimension is empty.
mlir::FailureOr<mlir::Value> extend(TensorBuilder &c, mlir::Value tensor, Border border,
                                    llvm::ArrayRef<int64_t> low, llvm::ArrayRef<int64_t> high);

} // namespace sinter

#endif // PASSES_TENSOR_EXTEND_H
