//===- LoadInput.h - From the input file to IR ------------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_LOADINPUT_H
#define COMPILER_DRIVER_LOADINPUT_H

#include "compiler/Driver/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace sinter {

/// Reads the input that `options` name. Reports, as diagnostics of `context`,
/// what is wrong with it.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> loadInput(const Options &options,
                                                             mlir::MLIRContext &context);

} // namespace sinter

#endif // COMPILER_DRIVER_LOADINPUT_H
