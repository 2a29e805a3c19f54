//===- ModelOutline.cpp - Names in an ONNX model --------------------------===//

#include "compiler/Import/ONNX/ModelOutline.h"

#include "compiler/Import/ONNX/NodeOrder.h"
#include "llvm/ADT/StringSet.h"

#include <google/protobuf/stubs/logging.h>

namespace sinter {

static bool isOpen(const ::onnx::ValueInfoProto &info) {
  const auto &tensor = info.type().tensor_type();
  return !tensor.has_shape() || llvm::any_of(tensor.shape().dim(), [](const auto &dim) {
    return !dim.has_dim_value() || dim.dim_value() < 0;
  });
}

/// Lists what nodes define in the order that the importer gives them.
static void listValues(const ::onnx::GraphProto &graph, OnnxOutline &outline) {
  llvm::StringSet<> outputs;
  for (const ::onnx::ValueInfoProto &info : graph.output()) {
    outline.outputs.push_back(info.name());
    outputs.insert(info.name());
  }
  std::vector<std::string> problems; // the compiler's to report
  auto isOuter = [](llvm::StringRef) { return true; };
  for (int index : orderNodes(graph, {}, isOuter, problems)) {
    const ::onnx::NodeProto &node = graph.node(index);
    for (const std::string &name : node.output())
      if (!name.empty())
        outline.values.push_back(
            {name, onnxNodeName(node), node.op_type(), outputs.contains(name)});
  }
}

llvm::Expected<OnnxOutline> readOnnxOutline(llvm::StringRef bytes) {
  google::protobuf::LogSilencer quiet;
  ::onnx::ModelProto model;
  if (bytes.size() > INT_MAX || !model.ParseFromArray(bytes.data(), int(bytes.size())))
    return llvm::createStringError("the file is not an ONNX model, or it is damaged");
  OnnxOutline outline;
  llvm::StringSet<> initializers;
  for (const ::onnx::TensorProto &tensor : model.graph().initializer())
    initializers.insert(tensor.name());
  for (const ::onnx::ValueInfoProto &info : model.graph().input())
    if (!initializers.contains(info.name()))
      outline.inputs.push_back({info.name(), isOpen(info)});
  listValues(model.graph(), outline);
  return outline;
}

} // namespace sinter
