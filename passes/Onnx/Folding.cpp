//===- Folding.cpp - Evaluate ONNX nodes on constants ---------------------===//

#include "passes/Onnx/Folding.h"

#include "passes/Tensor/HostArithmetic.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sinter {

/// Ranges of more elements are not computed at compile time.
static constexpr int64_t kMaxRange = int64_t(1) << 24;

/// Sum, Min and Max take any number of inputs; the others two.
static std::optional<HostTensor> foldBinary(NodeConversion &node, ArrayRef<HostTensor> inputs) {
  StringRef op = node.node.getOpType();
  // Until opset 6 broadcast was an attribute with rules of its own.
  if (inputs.empty() || (node.opset() < 7 && node.hasAttr("broadcast")))
    return std::nullopt;
  if (op == "Mod" && node.intAttr("fmod", 0) != 0)
    return std::nullopt;
  std::optional<HostTensor> result = inputs.front();
  for (const HostTensor &next : inputs.drop_front())
    if (result)
      result = evaluateBinary(op == "Sum" ? "Add" : op, *result, next, node.isUnsigned(0));
  return result;
}

static std::optional<HostTensor> foldReduce(NodeConversion &node, ArrayRef<HostTensor> inputs) {
  int64_t rank = inputs[0].getShape().size();
  SmallVector<int64_t> axes;
  if (std::optional<SmallVector<int64_t>> given = node.intsAttr("axes"))
    axes = *given;
  else if (std::optional<SmallVector<int64_t>> given = node.constantInts(1))
    axes = *given;
  else if (node.input(1))
    return std::nullopt;
  if (axes.empty() && node.intAttr("noop_with_empty_axes", 0) != 0)
    return inputs[0];
  if (axes.empty())
    llvm::append_range(axes, llvm::seq<int64_t>(0, rank));
  for (int64_t &axis : axes) {
    if (axis < -rank || axis >= rank)
      return std::nullopt;
    axis += axis < 0 ? rank : 0;
  }
  llvm::sort(axes);
  axes.erase(llvm::unique(axes), axes.end());
  std::optional<HostTensor> result =
      evaluateReduce(node.node.getOpType(), inputs[0], axes, node.isUnsigned(0));
  if (!result || node.intAttr("keepdims", 1) != 0)
    return result;
  SmallVector<int64_t> shape;
  for (auto [i, dim] : llvm::enumerate(result->getShape()))
    if (!llvm::is_contained(axes, int64_t(i)))
      shape.push_back(dim);
  return result->reshaped(shape);
}

static std::optional<HostTensor> fold(NodeConversion &node, ArrayRef<HostTensor> inputs) {
  StringRef op = node.node.getOpType();
  if (inputs.empty())
    return std::nullopt;
  if (op == "Where")
    return inputs.size() == 3 ? evaluateWhere(inputs[0], inputs[1], inputs[2]) : std::nullopt;
  if (op == "Range")
    return inputs.size() == 3 ? evaluateRange(inputs[0], inputs[1], inputs[2], kMaxRange)
                              : std::nullopt;
  if (op.starts_with("Reduce"))
    return foldReduce(node, inputs);
  if (op == "Sum" || op == "Min" || op == "Max" || inputs.size() == 2)
    return foldBinary(node, inputs);
  if (inputs.size() == 1)
    return evaluateUnary(op, inputs[0]);
  return std::nullopt;
}

bool foldOnnxNode(NodeConversion &node) {
  if (!node.node.getDomain().empty() || node.node.getNumResults() != 1)
    return false;
  SmallVector<HostTensor> inputs;
  for (unsigned i = 0; i < node.numInputs(); ++i) {
    if (!node.input(i))
      continue;
    if (node.narrow(i) != Narrow::None)
      return false;
    std::optional<HostTensor> input = HostTensor::from(node.constant(i));
    if (!input)
      return false;
    inputs.push_back(std::move(*input));
  }
  std::optional<HostTensor> result = fold(node, inputs);
  return result && succeeded(node.replace(node.constantValue(result->toAttr())));
}

} // namespace sinter
