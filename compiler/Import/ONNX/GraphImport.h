//===- GraphImport.h - ONNX graph to function -------------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_ONNX_GRAPHIMPORT_H
#define COMPILER_IMPORT_ONNX_GRAPHIMPORT_H

#include "compiler/Import/ONNX/OnnxImport.h"
#include "llvm/ADT/StringMap.h"
#include <onnx/onnx_pb.h>

namespace sinter {

/// Adds function `main` with the nodes of `graph` to `module` and takes the
/// initializers' data out of `graph`. What is wrong is appended to `problems`;
/// then the module is not to be used.
void importGraph(mlir::ModuleOp module, ::onnx::GraphProto &graph,
                 const llvm::StringMap<int64_t> &opsets, const OnnxImportOptions &options,
                 std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_GRAPHIMPORT_H
