//===- Expansion.cpp - One node as a graph of other nodes -----------------===//

#include "passes/Onnx/Expansion.h"

#include "passes/Onnx/Subgraph.h"

using namespace mlir;
using namespace sinter;

NodeExpansion::NodeExpansion(NodeConversion &c) : c(c), b(c.b.getContext()) {
  scope = onnx::NodeOp::create(c.b, c.b.getLoc(), TypeRange(), "Expansion", ValueRange(), "",
                               kOpset, c.b.getDictionaryAttr({}), 1);
  b.createBlock(&scope.getGraphs().front());
}

Value NodeExpansion::create(StringRef domain, StringRef type, ValueRange inputs,
                            unsigned numResults, Attributes attributes,
                            SmallVectorImpl<Value> &results) {
  SmallVector<Value> operands(inputs);
  while (!operands.empty() && !operands.back())
    operands.pop_back();
  for (Value &operand : operands)
    if (!operand)
      operand = onnx::NoneOp::create(b, c.b.getLoc());
  SmallVector<Type> types(numResults, onnx::UnknownType::get(b.getContext()));
  auto node = onnx::NodeOp::create(b, c.b.getLoc(), types, type, operands, domain,
                                   domain.empty() ? kOpset : 1, b.getDictionaryAttr(attributes));
  results.append(node.result_begin(), node.result_end());
  return results.front();
}

SmallVector<Value> NodeExpansion::nodes(StringRef type, ValueRange inputs, unsigned numResults,
                                        Attributes attributes) {
  SmallVector<Value> results;
  create("", type, inputs, numResults, attributes, results);
  return results;
}

Value NodeExpansion::ownNode(StringRef type, ValueRange inputs, Attributes attributes) {
  SmallVector<Value> results;
  return create("com.microsoft", type, inputs, 1, attributes, results);
}

NamedAttribute NodeExpansion::integer(StringRef name, int64_t value) {
  return b.getNamedAttr(name, b.getI64IntegerAttr(value));
}

NamedAttribute NodeExpansion::real(StringRef name, double value) {
  return b.getNamedAttr(name, b.getF32FloatAttr(float(value)));
}

NamedAttribute NodeExpansion::integers(StringRef name, ArrayRef<int64_t> values) {
  return b.getNamedAttr(name, b.getDenseI64ArrayAttr(values));
}

NamedAttribute NodeExpansion::text(StringRef name, StringRef value) {
  return b.getNamedAttr(name, b.getStringAttr(value));
}

SmallVector<NamedAttribute> NodeExpansion::keep(ArrayRef<StringRef> without) {
  SmallVector<NamedAttribute> kept;
  for (NamedAttribute attribute : c.node.getNodeAttributes())
    if (!llvm::is_contained(without, attribute.getName().getValue()))
      kept.push_back(attribute);
  return kept;
}

Value NodeExpansion::list(ArrayRef<int64_t> values) {
  return c.integers(RankedTensorType::get(int64_t(values.size()), b.getI64Type()), values);
}

Value NodeExpansion::number(Type element, double value) {
  return c.splat(RankedTensorType::get({}, element), value);
}

Value NodeExpansion::reshape(Value x, ArrayRef<int64_t> shape) {
  return node("Reshape", {x, list(shape)}, integer("allowzero", 1));
}

Value NodeExpansion::transpose(Value x, ArrayRef<int64_t> permutation) {
  return node("Transpose", x, integers("perm", permutation));
}

Value NodeExpansion::slice(Value x, int64_t axis, int64_t begin, int64_t end) {
  return node("Slice", {x, list(begin), list(end), list(axis)});
}

Value NodeExpansion::concat(ValueRange values, int64_t axis) {
  return node("Concat", values, integer("axis", axis));
}

Value NodeExpansion::cast(Value x, int64_t type) { return node("Cast", x, integer("to", type)); }

LogicalResult NodeExpansion::finish(ValueRange results) {
  SmallVector<Value> wanted, all;
  for (auto [i, result] : llvm::enumerate(c.node.getResults())) {
    bool isGiven = i < results.size() && results[i];
    if (isGiven)
      wanted.push_back(results[i]);
    else if (!result.use_empty())
      return c.unsupported("output " + Twine(i) + " is not supported");
  }
  onnx::YieldOp::create(b, c.b.getLoc(), wanted);
  Region &graph = scope.getGraphs().front();
  if (failed(c.convertGraph(graph)) || failed(checkTensors(c, graph)))
    return failure();
  SmallVector<Value> values = moveGraph(graph, c.node->getBlock(), c.node->getIterator());
  scope.erase();
  ArrayRef<Value> rest = values;
  for (auto [i, result] : llvm::enumerate(c.node.getResults()))
    if (i < results.size() && results[i]) {
      result.replaceAllUsesWith(rest.front());
      rest = rest.drop_front();
    }
  return success();
}
