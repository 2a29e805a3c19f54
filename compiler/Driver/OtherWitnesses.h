//===- OtherWitnesses.h - Proof that no number stands for a size -*- C++ -*-===//
//
// Numbers stand for dimensions that calls decide (dialects/Exec/IR/SymbolicDims.h) until code
// computes with the dimensions themselves. Where one was taken for a size, as one of many constants
// or in a decision, the code is wrong for all other sizes, and no pass can see it. So a program
// with such dimensions is compiled twice, with other numbers in their place: what does not depend
// on them is the same both times.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_DRIVER_OTHERWITNESSES_H
#define COMPILER_DRIVER_OTHERWITNESSES_H

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace sinter {

/// Returns a copy of an imported program in which the numbers of `others` stand for the dimensions
/// that calls decide.
mlir::OwningOpRef<mlir::ModuleOp> replaceWitnesses(mlir::ModuleOp imported,
                                                   const exec::SymbolicDims &others);

/// Fails, with an error that names a node, unless a program and what became of its copy are the
/// same code and constants.
mlir::LogicalResult checkSameCode(mlir::ModuleOp program, mlir::ModuleOp other);

/// Reports that the copy could not be compiled, though the program could.
mlir::LogicalResult refuseSizes(mlir::ModuleOp program);

} // namespace sinter

#endif // COMPILER_DRIVER_OTHERWITNESSES_H
