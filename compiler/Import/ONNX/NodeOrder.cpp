//===- NodeOrder.cpp - Names and order of an ONNX graph's nodes -----------===//
//
// ONNX asks for nodes in topological order; files exist that break it, so we
// sort: smallest index first among the nodes that are ready.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/ONNX/NodeOrder.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <queue>

using namespace mlir;

namespace sinter {

std::string onnxNodeName(const ::onnx::NodeProto &node) {
  if (!node.name().empty())
    return node.name();
  for (const std::string &output : node.output())
    if (!output.empty())
      return output;
  return node.op_type();
}

/// Maps each value to the node that defines it; -1 for what exists before.
static llvm::StringMap<int> findProducers(const ::onnx::GraphProto &graph,
                                          ArrayRef<StringRef> known,
                                          std::vector<std::string> &problems) {
  llvm::StringMap<int> producers;
  for (StringRef name : known)
    producers[name] = -1;
  for (int i = 0; i < graph.node_size(); ++i)
    for (const std::string &output : graph.node(i).output())
      if (!output.empty() && !producers.try_emplace(output, i).second)
        problems.push_back("node '" + onnxNodeName(graph.node(i)) + "' (" +
                           graph.node(i).op_type() + ") defines '" + output +
                           "', which the graph has already");
  return producers;
}

static void collectFreeNames(const ::onnx::GraphProto &graph, llvm::SetVector<StringRef> &free);

/// Collects what a node's inputs and subgraphs name.
static void collectUses(const ::onnx::NodeProto &node, llvm::SetVector<StringRef> &uses) {
  for (const std::string &input : node.input())
    if (!input.empty())
      uses.insert(input);
  for (const ::onnx::AttributeProto &attribute : node.attribute())
    if (attribute.has_g())
      collectFreeNames(attribute.g(), uses);
}

/// Collects the names that a subgraph uses but does not define.
static void collectFreeNames(const ::onnx::GraphProto &graph, llvm::SetVector<StringRef> &free) {
  llvm::SetVector<StringRef> uses;
  llvm::StringSet<> defined;
  for (const ::onnx::ValueInfoProto &info : graph.input())
    defined.insert(info.name());
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    defined.insert(tensor.name());
  for (const ::onnx::NodeProto &node : graph.node()) {
    collectUses(node, uses);
    for (const std::string &output : node.output())
      defined.insert(output);
  }
  for (const ::onnx::ValueInfoProto &info : graph.output())
    uses.insert(info.name());
  for (StringRef name : uses)
    if (!defined.contains(name))
      free.insert(name);
}

SmallVector<int> orderNodes(const ::onnx::GraphProto &graph, ArrayRef<StringRef> known,
                            llvm::function_ref<bool(StringRef)> isOuter,
                            std::vector<std::string> &problems) {
  llvm::StringMap<int> producers = findProducers(graph, known, problems);
  std::vector<SmallVector<int, 2>> users(graph.node_size());
  std::vector<int> waiting(graph.node_size(), 0);
  for (int i = 0; i < graph.node_size(); ++i) {
    llvm::SetVector<StringRef> uses;
    collectUses(graph.node(i), uses);
    for (StringRef input : uses) {
      auto producer = producers.find(input);
      if (producer == producers.end()) {
        if (!isOuter(input))
          problems.push_back("node '" + onnxNodeName(graph.node(i)) + "' (" +
                             graph.node(i).op_type() + ") uses '" + input.str() +
                             "', which is not defined in the graph");
      } else if (producer->second >= 0) {
        users[producer->second].push_back(i);
        ++waiting[i];
      }
    }
  }

  std::priority_queue<int, std::vector<int>, std::greater<int>> ready;
  for (int i = 0; i < graph.node_size(); ++i)
    if (waiting[i] == 0)
      ready.push(i);
  SmallVector<int> order;
  while (!ready.empty()) {
    int node = ready.top();
    ready.pop();
    order.push_back(node);
    for (int user : users[node])
      if (--waiting[user] == 0)
        ready.push(user);
  }

  for (int i = 0; i < graph.node_size() && int(order.size()) != graph.node_size(); ++i)
    if (waiting[i] > 0) {
      problems.push_back("node '" + onnxNodeName(graph.node(i)) + "' (" + graph.node(i).op_type() +
                         ") depends on its own result or on a node that does");
      break;
    }
  return order;
}

} // namespace sinter
