//===- ModelOutline.h - Names in an ONNX model ------------------*- C++ -*-===//
//
// What a tool must know of a model besides its compiled form: which inputs are
// open, and which node makes which value.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_ONNX_MODELOUTLINE_H
#define COMPILER_IMPORT_ONNX_MODELOUTLINE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace sinter {

/// The names that a model gives.
struct OnnxOutline {
  struct Input {
    std::string name;
    bool isOpen; ///< The model leaves the rank or a dim to the caller.
  };
  struct Value {
    std::string name, node, opType; ///< `node` as messages call it.
    bool isOutput;                  ///< Of the graph.
  };

  std::vector<Input> inputs; ///< Those that the caller provides.
  std::vector<Value> values; ///< Results of nodes, each behind those that it depends on.
  std::vector<std::string> outputs;
};

/// Reads the names in an ONNX model, or says why that fails. Any bytes are safe to pass.
llvm::Expected<OnnxOutline> readOnnxOutline(llvm::StringRef model);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_MODELOUTLINE_H
