//===- SideFile.h - Dumps and reports beside the output ---------*- C++ -*-===//

#ifndef COMPILER_DRIVER_SIDEFILE_H
#define COMPILER_DRIVER_SIDEFILE_H

#include "mlir/IR/BuiltinOps.h"

namespace sinter {

/// Writes a dump or a report, a file beside the output. Failures are diagnostics at `module`.
mlir::LogicalResult writeSideFile(mlir::ModuleOp module, llvm::StringRef path,
                                  llvm::function_ref<void(llvm::raw_ostream &)> write);

/// The same for the file `name` in `folder`, which is made when it is not there.
mlir::LogicalResult writeSideFile(mlir::ModuleOp module, llvm::StringRef folder,
                                  const llvm::Twine &name,
                                  llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace sinter

#endif // COMPILER_DRIVER_SIDEFILE_H
