//===- PoolConstants.h - One constants segment for several machines -*- C++ -*-===//

#ifndef COMPILER_PACKAGE_POOLCONSTANTS_H
#define COMPILER_PACKAGE_POOLCONSTANTS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"

namespace sinter {

/// Moves the constants of `modules`, IR after phase `plan` of one program for several machines,
/// to places in one segment: equal bytes share one place, whichever modules they are in.
void poolConstants(llvm::ArrayRef<mlir::ModuleOp> modules);

} // namespace sinter

#endif // COMPILER_PACKAGE_POOLCONSTANTS_H
