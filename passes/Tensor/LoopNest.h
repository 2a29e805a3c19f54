//===- LoopNest.h - Loops that carry tensors --------------------*- C++ -*-===//
//
// What no structured operation says, such as a merge of two lists, is loops that read and write
// single elements. Everything that they carry lies in tensors, whatever its size: a dispatch has
// no other results.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_LOOPNEST_H
#define PASSES_TENSOR_LOOPNEST_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

using LoopBody =
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value at, mlir::ValueRange carried)>;

/// Builds a loop from `first` to before `end` that carries `inits`; `body` gets the number of the
/// turn and what is carried, and returns what the next turn gets. The builder stands in the loop
/// meanwhile.
llvm::SmallVector<mlir::Value> loopFrom(ScalarBuilder &b, mlir::Value first, mlir::Value end,
                                        llvm::ArrayRef<mlir::Value> inits, LoopBody body);

/// Elements of tensors at positions, which are indices.
mlir::Value elementAt(ScalarBuilder &b, mlir::Value tensor, mlir::ValueRange at);
/// The same, of integers, as an index.
mlir::Value positionAt(ScalarBuilder &b, mlir::Value tensor, mlir::ValueRange at);
/// Returns `tensor` with another element at a position; an index becomes an integer.
mlir::Value withElement(ScalarBuilder &b, mlir::Value tensor, mlir::ValueRange at,
                        mlir::Value element);
/// Returns 1 if `condition` holds, else 0, as an index.
mlir::Value oneIf(ScalarBuilder &b, mlir::Value condition);

} // namespace sinter

#endif // PASSES_TENSOR_LOOPNEST_H
