//===- LeastSizes.h - How small calls may make a size -----------*- C++ -*-===//
//
// A window of three or a slice up to the tenth element makes no sense in less. Where calls decide
// the size, what a node needs of it becomes a bound on the dim, which `plan` checks.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_LEASTSIZES_H
#define PASSES_TENSOR_LEASTSIZES_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Lets calls give only dims by which `size`, which they decide, is at least `least`; the
/// function remembers it (`exec.least_units`). Declines the node if none of the dims that the
/// user allows are, or if several dims decide the size together. A plain size is left alone.
mlir::LogicalResult needAtLeast(TensorBuilder &c, int64_t size, int64_t least);

/// Declines the node unless `size`, which calls decide, is at most `most` for all that they give.
mlir::LogicalResult needAtMost(TensorBuilder &c, int64_t size, int64_t most);

} // namespace sinter

#endif // PASSES_TENSOR_LEASTSIZES_H
