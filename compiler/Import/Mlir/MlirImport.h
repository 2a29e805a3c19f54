//===- MlirImport.h - MLIR text or bytecode as a model ----------*- C++ -*-===//

#ifndef COMPILER_IMPORT_MLIR_MLIRIMPORT_H
#define COMPILER_IMPORT_MLIR_MLIRIMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace sinter {

/// Parses MLIR in text or bytecode. Dialects are those of `context`; whether a
/// phase accepts them is for the phase to say. Any bytes are safe to pass. On
/// failure the problem has been reported through the context's diagnostics.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> importMlir(mlir::MLIRContext &context,
                                                              llvm::MemoryBufferRef model);

} // namespace sinter

#endif // COMPILER_IMPORT_MLIR_MLIRIMPORT_H
