//===- RunPhases.h - Walk IR through the phases -----------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_RUNPHASES_H
#define COMPILER_DRIVER_RUNPHASES_H

#include "compiler/Driver/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sinter {

/// Runs the IR phases from `first` to `last`, and dumps the IR after each on request,
/// into folder `variant` of that for dumps. `afterPhase` is called after each. Reports
/// failures as diagnostics.
mlir::LogicalResult runPhases(mlir::ModuleOp module, const Options &options, Phase first,
                              Phase last, llvm::StringRef variant,
                              llvm::function_ref<void()> afterPhase);

/// Writes IR in full, with locations, so that compilation can start from it.
void printModule(mlir::ModuleOp module, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_DRIVER_RUNPHASES_H
