//===- StateLayout.h - Offsets of variables in the state --------*- C++ -*-===//

#ifndef PASSES_MEMORY_STATELAYOUT_H
#define PASSES_MEMORY_STATELAYOUT_H

#include "mlir/IR/BuiltinOps.h"
#include "passes/Memory/ConstantPool.h"
#include "llvm/ADT/DenseMap.h"

namespace sinter {

/// Places the variables of a module one after another, for all functions alike.
class StateLayout {
public:
  /// Fails when a variable's type has no byte size.
  static mlir::FailureOr<StateLayout> get(mlir::ModuleOp module);

  int64_t getOffset(mlir::StringAttr variable) const { return offsets.lookup(variable); }

  /// Size of the state, in bytes.
  int64_t getSize() const { return end; }

  /// Replaces each `ml_program.global` by a `plan.variable`. Initial values that are no
  /// splats become constants.
  mlir::LogicalResult writeTo(mlir::ModuleOp module, ConstantPool &constants) const;

private:
  llvm::DenseMap<mlir::StringAttr, int64_t> offsets;
  int64_t end = 0;
};

} // namespace sinter

#endif // PASSES_MEMORY_STATELAYOUT_H
