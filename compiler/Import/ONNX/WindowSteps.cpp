//===- WindowSteps.cpp - What strides divide open dims --------------------===//
//
// Each value has, per axis, the open dims that it follows from and the strides on the way. A
// node that is not known to move, merge or divide axes hands on what its inputs have of its
// rank. What is missed here is refused by name where shapes are known, so this may guess.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/ONNX/WindowSteps.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SmallString.h"
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>

using namespace mlir;

namespace sinter {

namespace {

/// By what an open dim has been divided.
struct Share {
  int64_t divided = 1, multiplied = 1;
};

/// The open dims, by name, that an axis follows from. Ordered: results do not depend on hashes.
using Axis = std::map<std::string, Share>;
using Axes = std::vector<Axis>;

class StepFinder {
public:
  explicit StepFinder(const ::onnx::GraphProto &graph) : graph(graph) {}
  DimSteps run(ArrayRef<ModelInput> inputs);

private:
  void visit(const ::onnx::NodeProto &node);
  Axes merge(const ::onnx::NodeProto &node) const;
  SmallVector<int64_t> readScales(const ::onnx::NodeProto &node) const;
  std::vector<float> readFloats(const std::string &name) const;

  const ::onnx::GraphProto &graph;
  llvm::StringMap<Axes> axes;
  llvm::StringMap<const ::onnx::TensorProto *> constants;
  DimSteps steps;
};

} // namespace

/// Steps beyond this are no strides of a model.
static constexpr int64_t kMostStep = 4096;

static const ::onnx::AttributeProto *findAttribute(const ::onnx::NodeProto &node, StringRef name) {
  for (const ::onnx::AttributeProto &attribute : node.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

static bool isOneOf(StringRef op, std::initializer_list<StringRef> ops) {
  return llvm::is_contained(ops, op);
}

/// Divides an axis; a stride of 1 or none changes nothing.
static void divide(Axis &axis, int64_t by) {
  if (by <= 1 || by > kMostStep)
    return;
  for (auto &[name, share] : axis) {
    int64_t common = std::gcd(share.multiplied, by);
    share.multiplied /= common;
    share.divided = std::min(share.divided * (by / common), kMostStep);
  }
}

static void multiply(Axis &axis, int64_t by) {
  if (by <= 1 || by > kMostStep)
    return;
  for (auto &[name, share] : axis) {
    int64_t common = std::gcd(share.divided, by);
    share.divided /= common;
    share.multiplied = std::min(share.multiplied * (by / common), kMostStep);
  }
}

DimSteps StepFinder::run(ArrayRef<ModelInput> inputs) {
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    constants[tensor.name()] = &tensor;
  for (const ModelInput &input : inputs) {
    Axes &known = axes[input.name];
    known.resize(input.shape.size());
    for (auto [axis, size] : llvm::enumerate(input.shape))
      if (size == ShapedType::kDynamic)
        known[axis][input.dimNames[axis]] = {};
  }
  for (const ::onnx::NodeProto &node : graph.node())
    visit(node);
  return std::move(steps);
}

/// Returns what the inputs of one rank have in common: where they differ, an operation that
/// joins them needs them equal, so the one that is divided least is known best.
Axes StepFinder::merge(const ::onnx::NodeProto &node) const {
  Axes merged;
  for (const std::string &name : node.input()) {
    auto known = axes.find(name);
    if (known == axes.end())
      continue;
    if (merged.size() < known->second.size())
      merged = known->second;
    else if (merged.size() == known->second.size())
      for (auto [into, from] : llvm::zip_equal(merged, known->second))
        for (auto &[dim, share] : from) {
          auto [have, isNew] = into.try_emplace(dim, share);
          if (!isNew &&
              share.divided * have->second.multiplied < have->second.divided * share.multiplied)
            have->second = share;
        }
  }
  return merged;
}

std::vector<float> StepFinder::readFloats(const std::string &name) const {
  const ::onnx::TensorProto *tensor = constants.lookup(name);
  if (!tensor || tensor->data_type() != ::onnx::TensorProto::FLOAT)
    return {};
  std::vector<float> values(tensor->float_data().begin(), tensor->float_data().end());
  if (values.empty()) {
    values.resize(std::min<size_t>(tensor->raw_data().size() / sizeof(float), 8));
    std::memcpy(values.data(), tensor->raw_data().data(), values.size() * sizeof(float));
  }
  return values;
}

/// The whole scales of a Resize or Upsample by axis; empty if they are not known.
SmallVector<int64_t> StepFinder::readScales(const ::onnx::NodeProto &node) const {
  std::vector<float> scales;
  if (const ::onnx::AttributeProto *given = findAttribute(node, "scales"))
    scales.assign(given->floats().begin(), given->floats().end());
  for (int input : {1, 2})
    if (scales.empty() && input < node.input_size())
      scales = readFloats(node.input(input));
  SmallVector<int64_t> whole;
  for (float scale : scales)
    whole.push_back(scale >= 1 && scale <= kMostStep && scale == std::trunc(scale) ? scale : 1);
  return whole;
}

void StepFinder::visit(const ::onnx::NodeProto &node) {
  StringRef op = node.op_type();
  if (op == "Constant" && node.output_size() == 1)
    if (const ::onnx::AttributeProto *value = findAttribute(node, "value"))
      constants[node.output(0)] = &value->t();
  if (isOneOf(op, {"Constant", "Shape", "Size", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
                   "Gather", "MatMul", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean",
                   "ReduceSum", "ReduceMax", "ArgMax", "Expand", "Tile", "Einsum"}))
    return;
  Axes result = merge(node);
  if (result.empty())
    return;
  const ::onnx::AttributeProto *strides = findAttribute(node, "strides");
  size_t spatial = 2;
  if (strides)
    for (int64_t stride : strides->ints()) {
      if (spatial < result.size())
        (op == "ConvTranspose" ? multiply : divide)(result[spatial], stride);
      ++spatial;
    }
  if (op == "SpaceToDepth" || op == "DepthToSpace")
    if (const ::onnx::AttributeProto *block = findAttribute(node, "blocksize"))
      for (size_t axis = 2; axis < result.size(); ++axis)
        (op == "SpaceToDepth" ? divide : multiply)(result[axis], block->i());
  if (op == "Resize" || op == "Upsample")
    for (auto [axis, scale] : llvm::zip(result, readScales(node)))
      multiply(axis, scale);
  if (op == "Transpose") {
    Axes moved;
    if (const ::onnx::AttributeProto *order = findAttribute(node, "perm"))
      for (int64_t from : order->ints())
        moved.push_back(from >= 0 && size_t(from) < result.size() ? result[from] : Axis());
    else
      moved.assign(result.rbegin(), result.rend());
    result = std::move(moved);
  }
  for (const Axis &axis : result)
    for (auto &[name, share] : axis) {
      int64_t &step = steps.try_emplace(name, 1).first->second;
      step = std::min(std::lcm(step, share.divided), kMostStep);
    }
  for (const std::string &output : node.output())
    axes[output] = result;
}

DimSteps findWindowSteps(const ::onnx::GraphProto &graph, ArrayRef<ModelInput> inputs) {
  return StepFinder(graph).run(inputs);
}

} // namespace sinter
