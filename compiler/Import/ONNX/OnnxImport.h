//===- OnnxImport.h - ONNX model to IR --------------------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_ONNX_ONNXIMPORT_H
#define COMPILER_IMPORT_ONNX_ONNXIMPORT_H

#include "compiler/Import/Shapes/OpenDims.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace sinter {

/// What the user adds to the model.
struct OnnxImportOptions {
  /// Shapes of dynamic inputs by input name (`--input-shape=NAME:1x3x224x224`).
  GivenShapes inputShapes;
  /// Values of the graph that become outputs, too (`--extra-output`).
  std::vector<std::string> extraOutputs;
  /// Where the files lie that tensors keep their data in; none if the model has no folder.
  std::string folder;
  /// Bounds of open dims (`--dim=batch:1..16`). What is not fixed stays open.
  std::vector<GivenDim> dims{};
};

/// Reads an ONNX model and returns a module with one function `main` of
/// `onnx.node`s. Arguments and results carry `exec.name` (their name in the
/// model) and, if they hold unsigned integers, `exec.unsigned`; open
/// dims of arguments have the sizes that `exec.dims` of the module tells. Locations are node names.
/// Initializers are constants; weights are copied once, out of the file, or mapped from files
/// beside it.
///
/// Any bytes are safe to pass. On failure every problem has been reported
/// through the context's diagnostics, at a location named after the buffer.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
importOnnx(mlir::MLIRContext &context, llvm::MemoryBufferRef model,
           const OnnxImportOptions &options = {});

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_ONNXIMPORT_H
