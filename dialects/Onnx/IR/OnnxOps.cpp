//===- OnnxOps.cpp - Operations of the onnx dialect -----------------------===//

#include "dialects/Onnx/IR/OnnxDialect.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace sinter::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/OnnxOps.cpp.inc"

void NodeOp::build(OpBuilder &builder, OperationState &state, TypeRange results, StringRef opType,
                   ValueRange inputs, StringRef domain, int64_t opset,
                   DictionaryAttr nodeAttributes) {
  build(builder, state, results, opType, inputs, domain, opset, nodeAttributes,
        /*graphsCount=*/0);
}

/// The region that the attribute names, if it is in range; nothing for attributes
/// of another kind.
static std::optional<int64_t> getGraphNumber(Attribute attribute) {
  auto dictionary = dyn_cast_or_null<DictionaryAttr>(attribute);
  auto number = dictionary ? dictionary.getAs<IntegerAttr>(kGraph) : IntegerAttr();
  if (!number)
    return std::nullopt;
  return number.getValue().getLimitedValue(std::numeric_limits<int32_t>::max());
}

Region *NodeOp::getGraph(StringRef name) {
  std::optional<int64_t> number = getGraphNumber(getNodeAttributes().get(name));
  return number ? &getGraphs()[*number] : nullptr;
}

LogicalResult NodeOp::verify() {
  for (NamedAttribute attribute : getNodeAttributes())
    if (std::optional<int64_t> number = getGraphNumber(attribute.getValue()))
      if (*number >= int64_t(getGraphs().size()))
        return emitOpError("attribute '") << attribute.getName().getValue() << "' names subgraph "
                                          << *number << ", but there are " << getGraphs().size();
  for (Region &graph : getGraphs())
    if (graph.front().empty() || !isa<YieldOp>(graph.front().back()))
      return emitOpError("has a subgraph that does not end with 'onnx.yield'");
  return success();
}
