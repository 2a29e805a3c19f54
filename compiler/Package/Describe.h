//===- Describe.h - What a module file says of its program ------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_DESCRIBE_H
#define COMPILER_PACKAGE_DESCRIBE_H

#include "mlir/IR/BuiltinOps.h"
#include "schema/module_generated.h"

namespace sinter {

/// Version of schema/module.fbs; a change of meaning raises it.
constexpr uint32_t kSchemaVersion = 1;

/// Returns the functions, executables and dispatches of a program that was compiled
/// for one machine or several: `modules` are lowered IR with `exec.machine`,
/// `exec.export` and `exec.step`, in the order of preference. What executables
/// require and where they lie is left empty, and so are constants. Reports types
/// that no module file can name.
mlir::FailureOr<schema::ModuleT> describeProgram(llvm::ArrayRef<mlir::ModuleOp> modules);

} // namespace sinter

#endif // COMPILER_PACKAGE_DESCRIBE_H
