//===- Describe.h - What a module file says of its program ------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_DESCRIBE_H
#define COMPILER_PACKAGE_DESCRIBE_H

#include "mlir/IR/BuiltinOps.h"
#include "schema/module_generated.h"

namespace sinter {

/// Version of schema/module.fbs; a change of meaning raises it.
constexpr uint32_t kSchemaVersion = 1;

/// Returns the functions and the dispatch table of `module`, lowered IR with
/// `exec.export` and `exec.step`. Executables and constants are left empty.
/// Reports types that no module file can name.
mlir::FailureOr<schema::ModuleT> describeProgram(mlir::ModuleOp module);

} // namespace sinter

#endif // COMPILER_PACKAGE_DESCRIBE_H
