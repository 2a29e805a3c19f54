//===- GraphImport.h - .tflite subgraphs to functions -----------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_GRAPHIMPORT_H
#define COMPILER_IMPORT_TFLITE_GRAPHIMPORT_H

#include "compiler/Import/TFLite/GraphRoles.h"
#include "compiler/Import/TFLite/TfliteImport.h"

namespace sinter {

/// Makes functions of a checked model's subgraphs, and globals of its variables, in
/// `module`. What is wrong is appended to `problems`, and then the module is not to be
/// used.
void importTfliteGraphs(mlir::ModuleOp module, const tflite_format::Model &model,
                        llvm::ArrayRef<TfliteGraph> graphs, TfliteConstants &constants,
                        const TfliteImportOptions &options, std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_GRAPHIMPORT_H
