//===- QuantParameters.cpp - Scales and zero points of a node -------------===//

#include "passes/Onnx/QuantParameters.h"

#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostArithmetic.h"
#include "passes/Tensor/Scalars.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace sinter;

static std::optional<HostTensor> hostConstant(Value tensor) {
  ElementsAttr elements;
  if (!matchPattern(tensor, m_Constant(&elements)))
    return std::nullopt;
  return HostTensor::from(elements);
}

/// Makes a tensor of one element, or of equal ones, a scalar.
static Value toScalarIfUniform(NodeConversion &c, Value tensor) {
  if (productOf(shapeOf(tensor)) == 1)
    return c.reshape(tensor, {});
  std::optional<HostTensor> constant = hostConstant(tensor);
  return constant && constant->isSplat() ? c.constantValue(constant->splatOf({}).toAttr()) : tensor;
}

/// Declines a scale or zero point of another shape than one value or `channels`.
static LogicalResult checkShape(NodeConversion &c, unsigned i, StringRef what, int64_t channels) {
  ArrayRef<int64_t> shape = c.shape(i);
  if (channels == kAnyShape)
    return success();
  if (productOf(shape) == 1 || (shape.size() == 1 && shape[0] == channels))
    return success();
  if (channels == 1)
    return c.unsupported(what + " of shape " + shapeText(shape) + " is not one value");
  return c.unsupported(what + " of shape " + shapeText(shape) + " is neither one value nor " +
                       Twine(channels) + " values");
}

static FailureOr<Value> readScale(NodeConversion &c, unsigned i, int64_t channels) {
  if (!c.input(i))
    return c.unsupported("scale (input " + Twine(i) + ") is missing");
  Type element = c.elementType(i);
  if (!element.isF32() && !element.isF16() && !element.isBF16())
    return c.unsupported("scale (input " + Twine(i) + ") is not float, float16 or bfloat16");
  if (failed(checkShape(c, i, "scale (input " + std::to_string(i) + ")", channels)))
    return failure();
  Value scale = c.input(i);
  std::optional<HostTensor> constant = HostTensor::from(c.constant(i));
  if (constant)
    constant = castTo(*constant, false, c.b.getF32Type(), false);
  if (!constant)
    return toScalarIfUniform(c, floatCastTensor(c, scale, c.b.getF32Type()));
  for (float value : constant->as<float>())
    if (!(value > 0) || !std::isfinite(value))
      return c.unsupported("scale (input " + Twine(i) + ") is " +
                           llvm::formatv("{0}", value).str() + ", which is not a positive number");
  return toScalarIfUniform(c, c.constantValue(constant->toAttr()));
}

/// Sets zero point and what is known of it.
static LogicalResult readZero(NodeConversion &c, unsigned i, int64_t channels,
                              Quantization &result) {
  result.zeros = SmallVector<int64_t>{0};
  if (!c.input(i))
    return success();
  if (failed(checkShape(c, i, "zero point (input " + std::to_string(i) + ")", channels)))
    return failure();
  result.isZeroUnsigned = c.isUnsigned(i);
  result.zeros = std::nullopt;
  if (isNarrowFloat(c.narrow(i))) {
    result.zero = toScalarIfUniform(c, decodeNarrowTensor(c, c.input(i), c.narrow(i)));
    std::optional<HostTensor> constant = hostConstant(result.zero);
    if (constant && llvm::all_of(constant->as<float>(), [](float zero) { return zero == 0; })) {
      result.zeros = SmallVector<int64_t>{0};
      result.zero = nullptr;
    }
    return success();
  }
  result.zero = toScalarIfUniform(c, c.input(i));
  if (std::optional<HostTensor> constant = hostConstant(result.zero)) {
    result.zeros = readIntegers(*constant, result.isZeroUnsigned);
    if (llvm::all_of(*result.zeros, [](int64_t zero) { return zero == 0; })) {
      result.zeros = SmallVector<int64_t>{0};
      result.zero = nullptr;
    }
  }
  return success();
}

FailureOr<Quantization> sinter::readQuantization(NodeConversion &c, QuantizedInput input,
                                                 int64_t channels) {
  Quantization result;
  if (input.scale) {
    FailureOr<Value> scale = readScale(c, *input.scale, channels);
    if (failed(scale))
      return failure();
    result.scale = *scale;
  }
  if (c.input(input.zero) &&
      (c.elementType(input.zero) != c.elementType(input.tensor) ||
       c.isUnsigned(input.zero) != c.isUnsigned(input.tensor) ||
       isNarrowFloat(c.narrow(input.zero)) != isNarrowFloat(c.narrow(input.tensor))))
    return c.unsupported("zero point (input " + Twine(input.zero) +
                         ") differs in element type from input " + Twine(input.tensor));
  if (failed(readZero(c, input.zero, channels, result)))
    return failure();
  return result;
}

FailureOr<Quantization> sinter::readResultQuantization(NodeConversion &c, unsigned scale,
                                                       unsigned zero, int64_t channels) {
  Quantization result;
  FailureOr<Value> read = readScale(c, scale, channels);
  if (failed(read) || failed(readZero(c, zero, channels, result)))
    return failure();
  result.scale = *read;
  return result;
}

LogicalResult sinter::checkQuantized(NodeConversion &c, unsigned i) {
  if (!c.input(i))
    return c.unsupported("input " + Twine(i) + " is missing");
  if (!c.elementType(i).isInteger(8))
    return c.unsupported("input " + Twine(i) + " is not of 8-bit integers");
  return success();
}

Value sinter::combine(NodeConversion &c, StringRef op, Value x, Value y) {
  std::optional<HostTensor> left = hostConstant(x), right = hostConstant(y);
  if (left && right)
    if (std::optional<HostTensor> result = evaluateBinary(op, *left, *right, false))
      return c.constantValue(result->toAttr());
  Type element = elementOf(x);
  Number number = isa<FloatType>(element) ? Number::Float : Number::Signed;
  FailureOr<Value> result =
      mapElements(c, {x, y}, element, [&](ScalarBuilder &b, ValueRange s) -> Value {
        if (op == "Mul")
          return mulOf(b, s[0], s[1]);
        if (op == "Div")
          return divOf(b, number, s[0], s[1]);
        if (op == "Sub")
          return subOf(b, s[0], s[1]);
        return addOf(b, s[0], s[1]);
      });
  assert(succeeded(result) && "operands must broadcast");
  return *result;
}

Value sinter::numberTensor(NodeConversion &c, double value) {
  return c.splat(RankedTensorType::get({}, c.b.getF32Type()), value);
}
