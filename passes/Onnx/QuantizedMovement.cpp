//===- QuantizedMovement.cpp - Move stored integers, not numbers ----------===//

#include "passes/Onnx/QuantizedMovement.h"

#include "passes/Onnx/QuantizedGraph.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace sinter;

/// Says whether `node` only chooses among the elements of input 0, whatever they
/// are: positive scales keep their order.
static bool movesElements(onnx::NodeOp node) {
  if (!node.getDomain().empty() || node.getInputs().empty())
    return false;
  if (node.getOpType() == "MaxPool")
    return node.getNumResults() == 1 || node.getResult(1).use_empty();
  return llvm::StringSwitch<bool>(node.getOpType())
      .Cases({"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Transpose"}, true)
      .Cases({"Slice", "Split", "Gather", "Expand", "Tile"}, true)
      .Cases({"DepthToSpace", "SpaceToDepth"}, true)
      .Default(false);
}

/// The dimension of the moved tensor that holds dimension `axis` of `node`'s input,
/// or nothing.
static std::optional<int64_t> movedAxis(onnx::NodeOp node, int64_t axis) {
  auto permutation = dyn_cast_or_null<DenseI64ArrayAttr>(node.getNodeAttributes().get("perm"));
  if (node.getOpType() == "Identity")
    return axis;
  if (node.getOpType() != "Transpose" || !permutation || axis < 0)
    return std::nullopt;
  for (auto [to, from] : llvm::enumerate(permutation.asArrayRef()))
    if (from == axis)
      return to;
  return std::nullopt;
}

/// The same movement of `stored`.
static onnx::NodeOp moveStored(OpBuilder &builder, onnx::NodeOp node, Value stored) {
  SmallVector<Value> inputs(node.getInputs());
  inputs[0] = stored;
  return createNode(builder, node.getLoc(), node.getOpType(), "", inputs, node.getNodeAttributes(),
                    node.getOpset(), node.getNumResults());
}

/// A copy of `linear` with another input and axis.
static Value copyLinear(OpBuilder &builder, LinearNode linear, Value input, Type type,
                        int64_t axis) {
  // With its zero point, for `input` may not tell what it holds.
  SmallVector<Value> inputs = {input, linear.scale(), createZero(builder, linear)};
  NamedAttrList attributes(linear.node.getNodeAttributes());
  if (!linear.isPerTensor())
    attributes.set("axis", builder.getI64IntegerAttr(axis));
  auto copy =
      createNode(builder, linear.node.getLoc(), linear.node.getOpType(), linear.node.getDomain(),
                 inputs, attributes.getDictionary(builder.getContext()), linear.node.getOpset());
  copy.getResult(0).setType(type);
  return copy.getResult(0);
}

void sinter::sinkDequantize(func::FuncOp func) {
  for (auto node : llvm::make_early_inc_range(func.getBody().getOps<onnx::NodeOp>())) {
    if (!movesElements(node))
      continue;
    std::optional<LinearNode> source = readDequantize(node.getInputs()[0]);
    if (!source || !source->stored || source->stored->width != 8)
      continue;
    std::optional<int64_t> axis =
        source->isPerTensor() ? std::optional(source->axis) : movedAxis(node, source->axis);
    if (!axis)
      continue;
    OpBuilder builder(node);
    onnx::NodeOp moved = moveStored(builder, node, source->input());
    for (auto [from, to] : llvm::zip(node.getResults(), moved.getResults()))
      if (!from.use_empty())
        from.replaceAllUsesWith(copyLinear(builder, *source, to, from.getType(), *axis));
    node.erase();
  }
}

void sinter::raiseQuantize(func::FuncOp func) {
  SmallVector<onnx::NodeOp> nodes;
  for (auto node : func.getBody().getOps<onnx::NodeOp>())
    if (readQuantize(node))
      nodes.push_back(node);
  for (onnx::NodeOp node : llvm::reverse(nodes)) {
    std::optional<LinearNode> quantize = readQuantize(node);
    while (quantize && quantize->isPerTensor()) {
      Value value = quantize->input();
      auto mover = value.getDefiningOp<onnx::NodeOp>();
      if (!mover || !value.hasOneUse() || mover.getNumResults() != 1 || !movesElements(mover))
        break;
      // Scale and zero point may stand between; constants can be made anew.
      OpBuilder builder(mover);
      SmallVector<Value> inputs = {mover.getInputs()[0]};
      for (Value parameter : ValueRange(quantize->node.getInputs()).drop_front()) {
        std::optional<GraphConstant> constant = readConstant(parameter);
        inputs.push_back(constant ? createConstant(builder, node.getLoc(), constant->tensor,
                                                   constant->isUnsigned)
                                  : Value(onnx::NoneOp::create(builder, node.getLoc())));
      }
      auto raised =
          createNode(builder, quantize->node.getLoc(), "QuantizeLinear", quantize->node.getDomain(),
                     inputs, quantize->node.getNodeAttributes(), quantize->node.getOpset());
      onnx::NodeOp moved = moveStored(builder, mover, raised.getResult(0));
      quantize->node.getResult(0).replaceAllUsesWith(moved.getResult(0));
      quantize->node.erase();
      mover.erase();
      quantize = readQuantize(raised);
    }
  }
}
