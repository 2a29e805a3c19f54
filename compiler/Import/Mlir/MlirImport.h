//===- MlirImport.h - MLIR text as a model ----------------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_MLIR_MLIRIMPORT_H
#define COMPILER_IMPORT_MLIR_MLIRIMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace sinter {

/// Parses MLIR text. Dialects are those of `context`; whether a phase accepts
/// them is for the phase to say. Bytecode is refused: its reader runs away on
/// damaged files. On failure the problem has been reported through the context's
/// diagnostics.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> importMlir(mlir::MLIRContext &context,
                                                              llvm::MemoryBufferRef model);

} // namespace sinter

#endif // COMPILER_IMPORT_MLIR_MLIRIMPORT_H
