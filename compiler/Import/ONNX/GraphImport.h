//===- GraphImport.h - ONNX graph to function -------------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_ONNX_GRAPHIMPORT_H
#define COMPILER_IMPORT_ONNX_GRAPHIMPORT_H

#include "compiler/Import/ONNX/Functions.h"
#include "compiler/Import/ONNX/OnnxImport.h"
#include <onnx/onnx_pb.h>

namespace sinter {

/// Adds function `main` with the nodes of `graph` to `module`, calls of `functions` expanded,
/// and takes the initializers' data out of `graph`. What is wrong is appended to `problems`;
/// then the module is not to be used.
void importGraph(mlir::ModuleOp module, ::onnx::GraphProto &graph, const OnnxOpsets &opsets,
                 const OnnxFunctions &functions, const OnnxImportOptions &options,
                 std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_GRAPHIMPORT_H
