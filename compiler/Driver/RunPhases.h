//===- RunPhases.h - Walk IR through the phases -----------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_RUNPHASES_H
#define COMPILER_DRIVER_RUNPHASES_H

#include "compiler/Driver/Options.h"
#include "mlir/IR/BuiltinOps.h"

namespace sinter {

/// Runs the IR phases from where `options` start to where they stop, and dumps
/// the IR after each on request. Reports failures as diagnostics.
mlir::LogicalResult runPhases(mlir::ModuleOp module, const Options &options);

/// Writes IR in full, with locations, so that compilation can start from it.
void printModule(mlir::ModuleOp module, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_DRIVER_RUNPHASES_H
