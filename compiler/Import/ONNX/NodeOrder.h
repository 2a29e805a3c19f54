//===- NodeOrder.h - Names and order of an ONNX graph's nodes ---*- C++ -*-===//

#ifndef COMPILER_IMPORT_ONNX_NODEORDER_H
#define COMPILER_IMPORT_ONNX_NODEORDER_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <onnx/onnx_pb.h>
#include <string>

namespace sinter {

/// Returns how messages call a node: its name, else its first named output,
/// else its operator.
std::string onnxNodeName(const ::onnx::NodeProto &node);

/// Returns the indices of the graph's nodes, each after the nodes that it takes
/// inputs from, otherwise in the file's order; subgraphs of a node take inputs,
/// too. `known` holds the graph's values that exist before the first node,
/// `isOuter` says what graphs around it define. Names that are defined twice or not at all and
/// cycles are appended to `problems`.
llvm::SmallVector<int> orderNodes(const ::onnx::GraphProto &graph,
                                  llvm::ArrayRef<llvm::StringRef> known,
                                  llvm::function_ref<bool(llvm::StringRef)> isOuter,
                                  std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_NODEORDER_H
