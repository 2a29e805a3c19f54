//===- Budgets.h - Does a program fit? --------------------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_BUDGETS_H
#define COMPILER_DRIVER_BUDGETS_H

#include "compiler/Driver/LinkCode.h"
#include "compiler/Package/Footprint.h"
#include "schema/module_generated.h"

namespace sinter {

/// A linked program, and what it takes.
struct MeasuredProgram {
  llvm::ArrayRef<mlir::ModuleOp> modules;
  llvm::ArrayRef<LinkedVariant> linked;
  const schema::ModuleT &description;
  const Footprint &footprint;
};

/// Fails if `program` takes more than `options` allow: one diagnostic per budget, that names
/// what is missing, the largest parts of the program, and what would help.
mlir::LogicalResult checkBudgets(const MeasuredProgram &program, const Options &options);

} // namespace sinter

#endif // COMPILER_DRIVER_BUDGETS_H
