//===- RunPhases.h - Walk IR through the phases -----------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_RUNPHASES_H
#define COMPILER_DRIVER_RUNPHASES_H

#include "compiler/Driver/Options.h"
#include "mlir/IR/BuiltinOps.h"

namespace sinter {

/// Runs the IR phases from `first` to `last`, and dumps the IR after each on request,
/// into folder `variant` of that for dumps. Reports failures as diagnostics.
mlir::LogicalResult runPhases(mlir::ModuleOp module, const Options &options, Phase first,
                              Phase last, llvm::StringRef variant);

/// Writes IR in full, with locations, so that compilation can start from it.
void printModule(mlir::ModuleOp module, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_DRIVER_RUNPHASES_H
