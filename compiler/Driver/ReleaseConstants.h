//===- ReleaseConstants.h - Free constants that nothing uses any more -*- C++ -*-===//

#ifndef COMPILER_DRIVER_RELEASECONSTANTS_H
#define COMPILER_DRIVER_RELEASECONSTANTS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"

namespace sinter {

/// Frees the bytes of every resource of the modules' context that none of `modules` refers to.
/// They must be all modules of that context, and no pass may be running.
void releaseUnusedConstants(llvm::ArrayRef<mlir::ModuleOp> modules);

} // namespace sinter

#endif // COMPILER_DRIVER_RELEASECONSTANTS_H
