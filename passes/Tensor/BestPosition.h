//===- BestPosition.h - Where the largest element is ------------*- C++ -*-===//

#ifndef PASSES_TENSOR_BESTPOSITION_H
#define PASSES_TENSOR_BESTPOSITION_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Returns the position of the largest (or smallest) element along `axis`, which is
/// dropped and not empty; of equal ones, the last or the first. `position` is the
/// result's integer type.
mlir::Value bestPosition(TensorBuilder &c, mlir::Value input, Number number, int64_t axis,
                         bool isMax, bool last, mlir::Type position);

} // namespace sinter

#endif // PASSES_TENSOR_BESTPOSITION_H
