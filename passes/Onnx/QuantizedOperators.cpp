//===- QuantizedOperators.cpp - From float nodes to integer nodes ---------===//

#include "passes/Onnx/QuantizedOperators.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace sinter;

namespace {

constexpr llvm::StringLiteral kMicrosoft = "com.microsoft";

/// A share of the result's step that a rounded bias may move it by without a word.
constexpr double kLeastLoss = 0.05;

/// What is lost of a bias that comes in other units than the sums it is added to.
struct BiasLoss {
  bool isScaled = false;   ///< Integers whose unit is `from`, not `to`.
  double steps = 0;        ///< The largest error, in steps of the result; 0 if that is real.
  double from = 0, to = 0; ///< Of the first filter whose scales differ.
};

/// Four digits of `number`.
std::string format(double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.4g", number);
  return text;
}

class OperatorBuilder {
public:
  OperatorBuilder(OpBuilder &builder, Location loc, onnx::NodeOp node, QuantizedResult *result)
      : builder(builder), loc(loc), node(node), result(result) {}

  Value build();

private:
  Value conv();
  Value gemm();
  Value matmul();
  Value binary(StringRef type);
  Value average(StringRef type);
  Value concat();

  std::optional<LinearNode> readOperand(unsigned i);
  Value quantizeBias(unsigned i, const LinearNode &x, const LinearNode &w, int64_t filters);
  void warn(const BiasLoss &loss);
  void appendParameters(SmallVectorImpl<Value> &inputs, LinearNode &linear);
  void appendOperand(SmallVectorImpl<Value> &inputs, LinearNode &linear);
  void appendResult(SmallVectorImpl<Value> &inputs);
  Value none() { return onnx::NoneOp::create(builder, loc); }
  Value create(StringRef type, StringRef domain, ValueRange inputs, NamedAttrList attributes);
  double attribute(StringRef name, double otherwise);

  OpBuilder &builder;
  Location loc;
  onnx::NodeOp node;
  QuantizedResult *result;
};

} // namespace

Value sinter::quantizeOperator(OpBuilder &builder, Location loc, onnx::NodeOp node,
                               QuantizedResult *result) {
  return OperatorBuilder(builder, loc, node, result).build();
}

Value sinter::clampStored(OpBuilder &builder, Location loc, LinearNode &source,
                          const StoredBounds &bounds) {
  auto type = RankedTensorType::get({}, builder.getI8Type());
  SmallVector<Value> inputs = {source.input()};
  for (int64_t bound : {bounds.low, bounds.high}) {
    HostTensor tensor = HostTensor::zeros(type);
    tensor.mutableAs<int8_t>()[0] = int8_t(bound);
    inputs.push_back(createConstant(builder, loc, tensor, source.stored->isUnsigned));
  }
  return createNode(builder, loc, "Clip", "", inputs, builder.getDictionaryAttr({}), 13)
      .getResult(0);
}

Value OperatorBuilder::build() {
  if (!node.getDomain().empty())
    return {};
  StringRef type = node.getOpType();
  if (type == "Conv")
    return conv();
  if (type == "Gemm")
    return gemm();
  if (type == "MatMul")
    return matmul();
  if (!result)
    return {};
  if (type == "Add" || type == "Mul")
    return node.getOpset() >= 7 ? binary(type) : Value();
  if (type == "AveragePool" || type == "GlobalAveragePool")
    return average(type);
  if (type == "Concat")
    return concat();
  return {};
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// Reads operand `i` if 8-bit integers are behind it.
std::optional<LinearNode> OperatorBuilder::readOperand(unsigned i) {
  if (i >= node.getInputs().size())
    return std::nullopt;
  std::optional<LinearNode> operand = readDequantize(node.getInputs()[i]);
  if (!operand || !operand->stored || operand->stored->width != 8)
    return std::nullopt;
  return operand;
}

void OperatorBuilder::appendParameters(SmallVectorImpl<Value> &inputs, LinearNode &linear) {
  inputs.push_back(linear.scale());
  inputs.push_back(createZero(builder, linear));
}

void OperatorBuilder::appendOperand(SmallVectorImpl<Value> &inputs, LinearNode &linear) {
  inputs.push_back(linear.input());
  appendParameters(inputs, linear);
}

void OperatorBuilder::appendResult(SmallVectorImpl<Value> &inputs) {
  if (result)
    appendParameters(inputs, *result->quantize);
  else
    inputs.append({none(), none()});
}

Value OperatorBuilder::create(StringRef type, StringRef domain, ValueRange inputs,
                              NamedAttrList attributes) {
  if (result && result->bounds.isNarrowed)
    attributes.set("sinter.clamp",
                   builder.getDenseI64ArrayAttr({result->bounds.low, result->bounds.high}));
  uint64_t opset = domain.empty() ? std::max<uint64_t>(node.getOpset(), 10) : 1;
  return createNode(builder, loc, type, domain, inputs,
                    attributes.getDictionary(builder.getContext()), opset)
      .getResult(0);
}

double OperatorBuilder::attribute(StringRef name, double otherwise) {
  Attribute value = node.getNodeAttributes().get(name);
  if (auto number = dyn_cast_or_null<FloatAttr>(value))
    return number.getValueAsDouble();
  auto integer = dyn_cast_or_null<IntegerAttr>(value);
  return integer ? double(integer.getInt()) : otherwise;
}

/// Says what a bias in other units loses. Half a unit of the sums is mostly far below what a step
/// of the result can show; then there is nothing to say.
void OperatorBuilder::warn(const BiasLoss &loss) {
  if (!loss.isScaled && loss.steps < kLeastLoss)
    return;
  std::string name;
  if (auto named = loc->findInstanceOf<NameLoc>())
    name = named.getName().str();
  InFlightDiagnostic warning = emitWarning(loc);
  warning << "node '" << name << "' (" << node.getOpType() << "): its bias ";
  if (loss.isScaled)
    warning << "is stored in units of " << format(loss.from)
            << ", but products are summed in units of " << format(loss.to)
            << "; it is rounded to these";
  else
    warning << "is rounded to the unit of the sums";
  if (loss.steps >= kLeastLoss)
    warning << ", which moves results by up to " << format(loss.steps) << " of their steps";
  warning << "; --strict-fp computes such a node in floats";
}

/// Returns bias `i` in units of the products' sums; null if it is computed, does not fit
/// 32 bits, or would have to be rounded though arithmetic is strict. Stored integers are taken as
/// they are where their scale agrees.
Value OperatorBuilder::quantizeBias(unsigned i, const LinearNode &x, const LinearNode &w,
                                    int64_t filters) {
  Value bias = node.getInputs()[i];
  std::optional<LinearNode> linear = readDequantize(bias);
  std::optional<GraphConstant> constant = readConstant(linear ? linear->input() : bias);
  if (!constant || (linear && linear->zeros != SmallVector<int64_t>(linear->zeros.size(), 0)))
    return {};
  HostTensor stored = constant->tensor.unsplatted();
  int64_t count = stored.size();
  bool isInteger = linear && stored.getElementType().isInteger(32) && !constant->isUnsigned;
  if ((linear ? !isInteger : !stored.getElementType().isF32()) ||
      (count != filters && count != 1) ||
      (linear && linear->scales.size() != 1 && int64_t(linear->scales.size()) != filters))
    return {};

  auto arithmetic = node->getParentOfType<ModuleOp>()->getAttrOfType<StringAttr>(exec::kArithmetic);
  bool isStrict = arithmetic && arithmetic.getValue() == exec::kStrictArithmetic;
  auto type = RankedTensorType::get({filters}, builder.getI32Type());
  HostTensor units = HostTensor::zeros(type);
  BiasLoss loss;
  for (auto [filter, unit] : llvm::enumerate(units.mutableAs<int32_t>())) {
    double scale = double(x.scales[0]) * double(w.scales[w.isPerTensor() ? 0 : filter]);
    size_t at = count == 1 ? 0 : filter;
    double value = isInteger ? double(stored.as<int32_t>()[at]) : stored.as<float>()[at] / scale;
    if (isInteger) {
      double factor = linear->scales[linear->isPerTensor() ? 0 : filter] / scale;
      bool isSame = std::abs(factor - 1) < 1e-5;
      value *= isSame ? 1 : factor;
      if (!isSame && !loss.isScaled)
        loss = {true, loss.steps, scale * factor, scale};
    }
    if (isStrict && value != std::nearbyint(value))
      return {};
    // Sums need room beside it.
    if (!(std::abs(value) < double(1 << 30)))
      return {};
    unit = int32_t(std::nearbyint(value));
    if (result)
      loss.steps =
          std::max(loss.steps, std::abs(value - unit) * scale / result->quantize->scales[0]);
  }
  warn(loss);
  return createConstant(builder, loc, units, false);
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// The size of dimension `axis` of a constant, 0 if it is none.
static int64_t constantDim(Value value, int64_t axis) {
  std::optional<GraphConstant> constant = readConstant(value);
  if (!constant || axis < 0 || axis >= int64_t(constant->tensor.getShape().size()))
    return 0;
  return constant->tensor.getShape()[axis];
}

Value OperatorBuilder::conv() {
  std::optional<LinearNode> x = readOperand(0), w = readOperand(1);
  if (!x || !w || !x->isPerTensor() || (!w->isPerTensor() && w->axis != 0))
    return {};
  SmallVector<Value> inputs;
  appendOperand(inputs, *x);
  appendOperand(inputs, *w);
  appendResult(inputs);
  if (node.getInputs().size() > 2 && !isa<NoneType>(node.getInputs()[2].getType())) {
    Value bias = quantizeBias(2, *x, *w, constantDim(w->input(), 0));
    if (!bias)
      return {};
    inputs.push_back(bias);
  }
  return create("QLinearConv", "", inputs, node.getNodeAttributes());
}

Value OperatorBuilder::gemm() {
  std::optional<LinearNode> a = readOperand(0), b = readOperand(1);
  bool transposed = attribute("transB", 0) != 0;
  int64_t columnAxis = transposed ? 0 : 1;
  if (!a || !b || !a->isPerTensor() ||
      (!b->isPerTensor() && b->axis != columnAxis && b->axis != columnAxis - 2))
    return {};
  SmallVector<Value> inputs;
  appendOperand(inputs, *a);
  appendOperand(inputs, *b);
  Value bias = none();
  if (node.getInputs().size() > 2 && !isa<NoneType>(node.getInputs()[2].getType())) {
    if (attribute("alpha", 1) != 1 || attribute("beta", 1) != 1)
      return {};
    bias = quantizeBias(2, *a, *b, constantDim(b->input(), columnAxis));
    if (!bias)
      return {};
  }
  inputs.push_back(bias);
  appendResult(inputs);
  NamedAttrList attributes(node.getNodeAttributes());
  attributes.erase("beta");
  return create("QGemm", kMicrosoft, inputs, attributes);
}

Value OperatorBuilder::matmul() {
  std::optional<LinearNode> a = readOperand(0), b = readOperand(1);
  if (!a || !b || !a->isPerTensor())
    return {};
  if (!b->isPerTensor()) {
    // Only the last dimension is one of columns.
    std::optional<GraphConstant> weights = readConstant(b->input());
    int64_t rank = weights ? weights->tensor.getShape().size() : 0;
    if (rank < 2 || (b->axis != rank - 1 && b->axis != -1))
      return {};
  }
  SmallVector<Value> inputs;
  appendOperand(inputs, *a);
  appendOperand(inputs, *b);
  appendResult(inputs);
  return create("QLinearMatMul", "", inputs, NamedAttrList());
}

//===----------------------------------------------------------------------===//
// Others
//===----------------------------------------------------------------------===//

Value OperatorBuilder::binary(StringRef type) {
  std::optional<LinearNode> a = readOperand(0), b = readOperand(1);
  if (!a || !b || !a->isPerTensor() || !b->isPerTensor())
    return {};
  SmallVector<Value> inputs;
  appendOperand(inputs, *a);
  appendOperand(inputs, *b);
  appendResult(inputs);
  return create(type == "Add" ? "QLinearAdd" : "QLinearMul", kMicrosoft, inputs, NamedAttrList());
}

Value OperatorBuilder::average(StringRef type) {
  std::optional<LinearNode> x = readOperand(0);
  if (!x || !x->isPerTensor())
    return {};
  SmallVector<Value> inputs;
  appendOperand(inputs, *x);
  appendResult(inputs);
  return create(type == "AveragePool" ? "QLinearAveragePool" : "QLinearGlobalAveragePool",
                kMicrosoft, inputs, node.getNodeAttributes());
}

Value OperatorBuilder::concat() {
  SmallVector<Value> inputs;
  appendResult(inputs);
  for (unsigned i = 0; i < node.getInputs().size(); ++i) {
    std::optional<LinearNode> part = readOperand(i);
    if (!part || !part->isPerTensor())
      return {};
    appendOperand(inputs, *part);
  }
  return create("QLinearConcat", kMicrosoft, inputs, node.getNodeAttributes());
}
