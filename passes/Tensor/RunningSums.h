//===- RunningSums.h - Sums and products of all elements up to each -*- C++ -*-===//

#ifndef PASSES_TENSOR_RUNNINGSUMS_H
#define PASSES_TENSOR_RUNNINGSUMS_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Returns a tensor each of whose elements is the sum along `axis` up to it, from
/// the end if `reverse`, and without it if `exclusive`.
mlir::Value runningSums(TensorBuilder &c, mlir::Value input, int64_t axis, bool exclusive,
                        bool reverse);

/// The same with products.
mlir::Value runningProducts(TensorBuilder &c, mlir::Value input, int64_t axis, bool exclusive,
                            bool reverse);

} // namespace sinter

#endif // PASSES_TENSOR_RUNNINGSUMS_H
