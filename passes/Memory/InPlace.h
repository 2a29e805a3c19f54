//===- InPlace.h - Elementwise operations that overwrite what they read -*- C++ -*-===//

#ifndef PASSES_MEMORY_INPLACE_H
#define PASSES_MEMORY_INPLACE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace sinter {

/// Attribute of a dispatch function's result (integer): the argument whose memory it is
/// written to. Attribute of its calls (pairs of integers): the results of which that holds,
/// each with its argument.
constexpr llvm::StringLiteral kInPlace = "plan.in_place";

/// Returns true if each element of `op`'s only result may overwrite the element of `input`
/// that it is computed from: nothing else of `input` is read for it.
bool canOverwrite(mlir::linalg::GenericOp op, mlir::OpOperand *input);

/// Rewrites `op` with `input`, which may be overwritten, as its destination.
void overwrite(mlir::linalg::GenericOp op, mlir::OpOperand *input);

} // namespace sinter

#endif // PASSES_MEMORY_INPLACE_H
