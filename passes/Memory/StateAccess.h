//===- StateAccess.h - When old state is read and new state written -*- C++ -*-===//
//
// A model function loads a variable on entry and stores it on exit. Memory is there
// once: the new content may be computed in place of the old one only when nobody
// needs the old one any more.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_MEMORY_STATEACCESS_H
#define PASSES_MEMORY_STATEACCESS_H

#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"

namespace sinter {

/// The step of each dispatch call of a model function. Those of one wave run at once:
/// they are one step.
using Steps = llvm::DenseMap<mlir::Operation *, int64_t>;
Steps getSteps(mlir::func::FuncOp function);

/// Returns true if what `store` stores can be computed where the variable lies: dispatches
/// compute it, it has no other place, and all calls that read the old content come
/// before, or overwrite it (plan.in_place).
bool canWriteInPlace(mlir::ml_program::GlobalStoreOp store, const Steps &steps);

} // namespace sinter

#endif // PASSES_MEMORY_STATEACCESS_H
