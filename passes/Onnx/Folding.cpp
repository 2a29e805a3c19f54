//===- Folding.cpp - Evaluate ONNX nodes on constants ---------------------===//

#include "passes/Onnx/Folding.h"

#include "passes/Tensor/HostArithmetic.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sinter {

/// Ranges of more elements are not computed at compile time.
static constexpr int64_t kMaxRange = int64_t(1) << 24;

/// Tensors of more elements hold no sizes.
static constexpr int64_t kMaxSizes = 64;

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

/// Returns true if an element is a size that calls decide.
static bool holdsSize(const exec::SymbolicDims &dims, const HostTensor &tensor) {
  if (tensor.size() > kMaxSizes)
    return false;
  if (isa<IntegerType>(tensor.getElementType()))
    return dims.isSymbolic(readIntegers(tensor, /*isUnsigned=*/false));
  return tensor.getElementType().isF32() && llvm::any_of(tensor.as<float>(), [&](float value) {
           return std::abs(value) < 0x1p24f && dims.isSymbolic(int64_t(value));
         });
}

/// Sizes that calls decide are numbers here that stand for them: they may be added and
/// multiplied, but nothing may depend on which they are. What has such a size is not made.
static bool mayFold(NodeConversion &node, ArrayRef<HostTensor> inputs) {
  const exec::SymbolicDims &dims = node.dims();
  if (dims.empty())
    return true;
  StringRef op = node.node.getOpType();
  bool holdsSizes = false;
  for (const HostTensor &input : inputs) {
    if (dims.isSymbolic(input.getShape()))
      return false;
    holdsSizes |= holdsSize(dims, input);
  }
  bool areIntegers = llvm::all_of(
      inputs, [](const HostTensor &input) { return isa<IntegerType>(input.getElementType()); });
  if (!holdsSizes || !areIntegers)
    return !holdsSizes;
  if (op == "Add" || op == "Sub" || op == "Mul" || op == "Sum" || op == "ReduceProd" ||
      op == "Neg" || op == "Identity" || op == "Where")
    return true;
  if (op == "Cast")
    return node.intAttr("to", 0) == 7 || node.intAttr("to", 0) == 6; // INT64, INT32
  // No dim is -1 or 0, which models ask for; 0 only if data decide.
  if (op == "Equal")
    return llvm::none_of(inputs,
                         [&](const HostTensor &input) {
                           return dims.isComputed(readIntegers(input, /*isUnsigned=*/false));
                         }) &&
           llvm::any_of(inputs, [](const HostTensor &input) {
             return llvm::all_of(readIntegers(input, /*isUnsigned=*/false),
                                 [](int64_t value) { return value <= 0; });
           });
  if (op == "Div") {
    for (auto [whole, part] :
         llvm::zip(readIntegers(inputs[0], false), readIntegers(inputs[1], false)))
      if (part == 0 || whole % part != 0 || dims.findFraction(whole / part))
        return false;
    return inputs[0].size() == inputs[1].size();
  }
  return false;
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
  if (!mayFold(node, inputs))
    return false;
  std::optional<HostTensor> result = fold(node, inputs);
  return result && succeeded(node.replace(node.constantValue(result->toAttr())));
}

} // namespace sinter
