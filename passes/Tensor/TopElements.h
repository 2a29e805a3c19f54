//===- TopElements.h - The largest elements, in order -----------*- C++ -*-===//

#ifndef PASSES_TENSOR_TOPELEMENTS_H
#define PASSES_TENSOR_TOPELEMENTS_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Returns the `count` largest (or smallest) elements of each row of `matrix`, best first, and
/// their positions as integers of type `position`; of equal elements, the first comes first.
/// There are at least one row and as many columns as `count`, which is positive.
llvm::SmallVector<mlir::Value> topElements(TensorBuilder &c, mlir::Value matrix, Number number,
                                           int64_t count, mlir::Type position,
                                           bool isLargest = true);

} // namespace sinter

#endif // PASSES_TENSOR_TOPELEMENTS_H
