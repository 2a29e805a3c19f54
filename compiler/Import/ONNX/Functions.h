//===- Functions.h - Functions that an ONNX model brings along --*- C++ -*-===//
//
// A model may define operators as graphs of nodes. A call is replaced by a copy of
// these nodes, in which references to the function's attributes are filled in.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_ONNX_FUNCTIONS_H
#define COMPILER_IMPORT_ONNX_FUNCTIONS_H

#include "llvm/ADT/StringMap.h"
#include <onnx/onnx_pb.h>
#include <string>
#include <vector>

namespace sinter {

/// Versions of operator sets by domain; that of ONNX itself is empty.
using OnnxOpsets = llvm::StringMap<int64_t>;

/// Returns a domain's name without its other spelling.
inline llvm::StringRef onnxDomain(llvm::StringRef domain) {
  return domain == "ai.onnx" ? "" : domain;
}

/// The functions of a model, by domain, name and overload.
class OnnxFunctions {
public:
  OnnxFunctions() = default;

  /// `model` outlives this. Functions that are defined twice are appended to `problems`.
  OnnxFunctions(const ::onnx::ModelProto &model, std::vector<std::string> &problems);

  /// Returns the function that a node calls, or null if it is none.
  const ::onnx::FunctionProto *find(const ::onnx::NodeProto &node) const;

  /// Returns the versions that the nodes of `function` mean, `outer` where it does not say.
  static OnnxOpsets getOpsets(const ::onnx::FunctionProto &function, const OnnxOpsets &outer);

  /// Returns the nodes of `function` as `call` means them: named after it, with its attributes.
  /// Parameters that no attribute fills are left out.
  static ::onnx::GraphProto expand(const ::onnx::FunctionProto &function,
                                   const ::onnx::NodeProto &call,
                                   std::vector<std::string> &problems);

private:
  llvm::StringMap<const ::onnx::FunctionProto *> functions;
};

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_FUNCTIONS_H
