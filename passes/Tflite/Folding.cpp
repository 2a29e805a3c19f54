//===- Folding.cpp - Evaluate TFLite operators on constants ---------------===//

#include "passes/Tflite/Folding.h"

#include "passes/Tensor/HostArithmetic.h"
#include "passes/Tensor/HostMovement.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace sinter;

/// Ranges of more elements are not computed at compile time.
static constexpr int64_t kMaxRange = int64_t(1) << 24;

/// What HostArithmetic calls an operator; empty if it does not know it.
static StringRef hostName(StringRef op) {
  return llvm::StringSwitch<StringRef>(op)
      .Case("ABS", "Abs")
      .Case("ADD", "Add")
      .Case("CEIL", "Ceil")
      .Case("COS", "Cos")
      .Case("DIV", "Div")
      .Case("EQUAL", "Equal")
      .Case("EXP", "Exp")
      .Case("FLOOR", "Floor")
      .Case("FLOOR_DIV", "FloorDiv")
      .Case("FLOOR_MOD", "Mod")
      .Case("GREATER", "Greater")
      .Case("GREATER_EQUAL", "GreaterOrEqual")
      .Case("LESS", "Less")
      .Case("LESS_EQUAL", "LessOrEqual")
      .Case("LOG", "Log")
      .Case("LOGICAL_AND", "And")
      .Case("LOGICAL_NOT", "Not")
      .Case("LOGICAL_OR", "Or")
      .Case("MAXIMUM", "Max")
      .Case("MEAN", "ReduceMean")
      .Case("MINIMUM", "Min")
      .Case("MUL", "Mul")
      .Case("NEG", "Neg")
      .Case("NOT_EQUAL", "Equal")
      .Case("POW", "Pow")
      .Case("REDUCE_MAX", "ReduceMax")
      .Case("REDUCE_MIN", "ReduceMin")
      .Case("REDUCE_PROD", "ReduceProd")
      .Case("ROUND", "Round")
      .Case("SIN", "Sin")
      .Case("SQRT", "Sqrt")
      .Case("SUB", "Sub")
      .Case("SUM", "ReduceSum")
      .Default("");
}

static std::optional<HostTensor> foldReduce(TfliteConversion &c, StringRef name,
                                            ArrayRef<HostTensor> inputs) {
  std::optional<SmallVector<int64_t>> axes = c.constantInts(1);
  int64_t rank = inputs[0].getShape().size();
  if (!axes)
    return std::nullopt;
  for (int64_t &axis : *axes) {
    if (axis < -rank || axis >= rank)
      return std::nullopt;
    axis += axis < 0 ? rank : 0;
  }
  llvm::sort(*axes);
  axes->erase(llvm::unique(*axes), axes->end());
  std::optional<HostTensor> result = evaluateReduce(name, inputs[0], *axes, c.isUnsigned(0));
  if (!result || c.boolOption("keep_dims", false))
    return result;
  SmallVector<int64_t> shape;
  for (auto [i, dim] : llvm::enumerate(result->getShape()))
    if (!llvm::is_contained(*axes, int64_t(i)))
      shape.push_back(dim);
  return result->reshaped(shape);
}

/// Plain elements.
static std::optional<HostTensor> fold(TfliteConversion &c, ArrayRef<HostTensor> inputs) {
  StringRef op = c.op(), name = hostName(op);
  if (inputs.size() == 3 && (op == "SELECT_V2" || op == "SELECT"))
    return evaluateWhere(inputs[0], inputs[1], inputs[2]);
  if (inputs.size() == 3 && op == "RANGE")
    return evaluateRange(inputs[0], inputs[1], inputs[2], kMaxRange);
  if (name.empty() || inputs.empty())
    return std::nullopt;
  if (name.starts_with("Reduce"))
    return inputs.size() == 2 ? foldReduce(c, name, inputs) : std::nullopt;
  if (inputs.size() == 1)
    return evaluateUnary(name, inputs[0]);
  if (inputs.size() != 2 || c.stringOption("fused_activation_function", "NONE") != "NONE")
    return std::nullopt;
  std::optional<HostTensor> result = evaluateBinary(name, inputs[0], inputs[1], c.isUnsigned(0));
  return result && op == "NOT_EQUAL" ? evaluateUnary("Not", *result) : result;
}

//===----------------------------------------------------------------------===//
// DEQUANTIZE
//===----------------------------------------------------------------------===//

/// scale * (x - zero point) as the kernels round it: scales of a tensor multiply in f64,
/// those of channels in f32.
static std::optional<HostTensor> dequantize(const HostTensor &input, bool isUnsigned,
                                            const TfliteQuantization &quantization) {
  HostTensor dense = input.unsplatted();
  HostTensor result =
      HostTensor::zeros(dense.getType().clone(Float32Type::get(dense.getType().getContext())));
  int64_t channels = quantization.scales.size(), inner = 1;
  if (quantization.isPerAxis()) {
    ArrayRef<int64_t> shape = dense.getShape();
    if (quantization.axis >= int64_t(shape.size()) || shape[quantization.axis] != channels)
      return std::nullopt;
    for (int64_t dim : shape.drop_front(quantization.axis + 1))
      inner *= dim;
  }
  SmallVector<int64_t> values = readIntegers(dense, isUnsigned);
  for (auto [i, real] : llvm::enumerate(result.mutableAs<float>())) {
    int64_t channel = quantization.isPerAxis() ? int64_t(i) / inner % channels : 0;
    double scale = quantization.scales[channel];
    int64_t steps = values[i] - quantization.zeroPoints[channel];
    real = quantization.isPerAxis() ? float(scale) * float(steps) : float(scale * double(steps));
  }
  return result;
}

static std::optional<HostTensor> foldDequantize(TfliteConversion &c, const HostTensor &input) {
  if (!c.resultElement() || !c.resultElement().isF32())
    return std::nullopt;
  if (std::optional<TfliteQuantization> quantization = c.quantization(0))
    return dequantize(input, c.isUnsigned(0), *quantization);
  if (isa<FloatType>(input.getElementType()))
    return castTo(input, /*fromUnsigned=*/false, c.resultElement(), /*toUnsigned=*/false);
  return std::nullopt;
}

bool sinter::foldTfliteNode(TfliteConversion &c) {
  if (c.numResults() != 1 || c.numInputs() == 0)
    return false;
  bool isDequantize = c.op() == "DEQUANTIZE" && c.numInputs() == 1;
  if (!isDequantize && c.resultQuantization())
    return false;
  SmallVector<HostTensor> inputs;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    ElementsAttr elements = c.input(i) ? c.constant(i) : ElementsAttr();
    if (!elements || (!isDequantize && c.quantization(i)))
      return false;
    std::optional<HostTensor> input = HostTensor::from(elements);
    if (!input)
      return false;
    inputs.push_back(std::move(*input));
  }
  std::optional<HostTensor> result = isDequantize ? foldDequantize(c, inputs[0]) : fold(c, inputs);
  return result && result->getElementType() == c.resultElement() &&
         succeeded(c.replace(c.constantValue(result->toAttr())));
}
