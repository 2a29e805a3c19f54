//===- Subgraph.cpp - Bodies of If, Loop and Scan -------------------------===//

#include "passes/Onnx/Subgraph.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

Region *sinter::findGraph(NodeConversion &c, StringRef name, unsigned inputs, unsigned outputs) {
  Region *graph = c.node.getGraph(name);
  if (!graph)
    (void)c.unsupported("subgraph '" + name + "' is missing");
  else if (graph->getNumArguments() != inputs ||
           graph->front().getTerminator()->getNumOperands() != outputs)
    (void)c.unsupported("subgraph '" + name + "' has " + Twine(graph->getNumArguments()) +
                        " inputs and " + Twine(graph->front().getTerminator()->getNumOperands()) +
                        " outputs, but " + Twine(inputs) + " and " + Twine(outputs) +
                        " are needed");
  else
    return graph;
  return nullptr;
}

LogicalResult sinter::checkTensors(NodeConversion &c, Region &graph) {
  for (auto [i, value] : llvm::enumerate(graph.front().getTerminator()->getOperands()))
    if (!isa<RankedTensorType>(value.getType()))
      return c.unsupported("output " + Twine(i) + " of the subgraph is no tensor");
    else if (Narrow narrow = c.narrowOf(value); narrow != Narrow::None)
      return c.unsupported("output " + Twine(i) + " of the subgraph is of " + nameOf(narrow),
                           "put the Cast or QuantizeLinear that makes it behind the node");
  return success();
}

SmallVector<Value> sinter::moveGraph(Region &graph, Block *block, Block::iterator where) {
  Block &body = graph.front();
  SmallVector<Value> outputs(body.getTerminator()->getOperands());
  block->getOperations().splice(where, body.getOperations(), body.begin(), std::prev(body.end()));
  return outputs;
}

namespace {
/// Row `at` of dim 0 as a slice.
struct Row {
  Row(ImplicitLocOpBuilder &b, Value tensor, Value at)
      : starts(shapeOf(tensor).size(), b.getIndexAttr(0)),
        strides(starts.size(), b.getIndexAttr(1)) {
    for (int64_t dim : shapeOf(tensor))
      sizes.push_back(b.getIndexAttr(dim));
    starts[0] = at;
    sizes[0] = b.getIndexAttr(1);
  }
  SmallVector<OpFoldResult> starts, sizes, strides;
};
} // namespace

Value sinter::extractRow(ImplicitLocOpBuilder &b, Value tensor, Value at) {
  Row row(b, tensor, at);
  auto type = RankedTensorType::get(shapeOf(tensor).drop_front(), elementOf(tensor));
  return tensor::ExtractSliceOp::create(b, type, tensor, row.starts, row.sizes, row.strides);
}

Value sinter::insertRow(ImplicitLocOpBuilder &b, Value row, Value tensor, Value at) {
  Row place(b, tensor, at);
  return tensor::InsertSliceOp::create(b, row, tensor, place.starts, place.sizes, place.strides);
}
