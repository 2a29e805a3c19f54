//===- EstimateCost.h - How long a model runs --------------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_ESTIMATECOST_H
#define COMPILER_DRIVER_ESTIMATECOST_H

#include "mlir/IR/BuiltinOps.h"
#include "targets/CodeUnit.h"

namespace sinter {

/// Returns an estimate of the most that a call of a model function of `module` costs, from those
/// of its linked code: what its dispatches take, without what calls them. Nothing if the machine
/// is none whose time can be told. Notes the costs of dispatches at their functions
/// (kEstimatedInstructions, kEstimatedCycles), for the report.
std::optional<RunCost> estimateCost(mlir::ModuleOp module, const std::vector<FunctionUse> &linked);

} // namespace sinter

#endif // COMPILER_DRIVER_ESTIMATECOST_H
