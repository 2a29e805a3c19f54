//===- HostMovement.h - Rearrange constants at compile time -----*- C++ -*-===//
//
// Every rearrangement here reads its source with one stride per dimension of the
// result. Splats stay splats.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_HOSTMOVEMENT_H
#define PASSES_TENSOR_HOSTMOVEMENT_H

#include "passes/Tensor/HostTensor.h"

namespace sinter {

/// Returns the tensor of `shape` whose element i is element `offset + sum(i * strides)`
/// of `tensor` (in elements; strides may be zero or negative).
HostTensor strided(const HostTensor &tensor, int64_t offset, llvm::ArrayRef<int64_t> shape,
                   llvm::ArrayRef<int64_t> strides);

/// Returns the distance of neighbours along each dimension, in elements.
llvm::SmallVector<int64_t> rowMajorStrides(llvm::ArrayRef<int64_t> shape);

/// Returns the tensor whose dimension i is dimension `permutation[i]` of `tensor`.
HostTensor transposed(const HostTensor &tensor, llvm::ArrayRef<int64_t> permutation);

/// Returns `sizes` elements per dimension from `starts` on, every `steps`-th.
HostTensor sliced(const HostTensor &tensor, llvm::ArrayRef<int64_t> starts,
                  llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> steps);

/// Returns `tensor` broadcast to `shape` by numpy's rules.
HostTensor broadcast(const HostTensor &tensor, llvm::ArrayRef<int64_t> shape);

/// Joins tensors of one element type along `axis`.
HostTensor concatenated(llvm::ArrayRef<HostTensor> tensors, int64_t axis);

/// Returns the slices of `tensor` along `axis` that `indices` (all in range) name;
/// `indexShape` takes the place of the axis.
HostTensor gathered(const HostTensor &tensor, int64_t axis, llvm::ArrayRef<int64_t> indices,
                    llvm::ArrayRef<int64_t> indexShape);

} // namespace sinter

#endif // PASSES_TENSOR_HOSTMOVEMENT_H
