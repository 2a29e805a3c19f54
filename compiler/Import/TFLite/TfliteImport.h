//===- TfliteImport.h - TFLite model to IR ----------------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_TFLITEIMPORT_H
#define COMPILER_IMPORT_TFLITE_TFLITEIMPORT_H

#include "compiler/Import/Shapes/InputShapes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace sinter {

/// What the user adds to the model.
struct TfliteImportOptions {
  /// Shapes of inputs that the model leaves open, by input name.
  GivenShapes inputShapes;
};

/// Reads a TFLite model and returns a module with a function `main` of `tflite.node`s, a
/// public function per further signature, and private ones for subgraphs that these name.
/// Arguments and results of public functions carry `exec.name` (their name in the model);
/// their types tell quantization. Variables are private globals of ml_program.
///
/// Any bytes are safe to pass. On failure every problem has been reported through the
/// context's diagnostics, at a location named after the buffer.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
importTflite(mlir::MLIRContext &context, llvm::MemoryBufferRef model,
             const TfliteImportOptions &options = {});

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_TFLITEIMPORT_H
