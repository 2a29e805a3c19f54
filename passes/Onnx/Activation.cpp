//===- Activation.cpp - Relu, Sigmoid, Gelu, Clip, ... --------------------===//
//
// Functions of one float, alone or with attributes. Each is one entry: its name
// and the scalar code. Short floats are computed in f32 and rounded once.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

/// Applies `body` to each element of the only input, a float.
static LogicalResult mapFloat(NodeConversion &c,
                              llvm::function_ref<Value(ScalarBuilder &, Value)> body) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  Type element = c.elementType(0), compute = accumulatorOf(element);
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, element, [&](ScalarBuilder &b, ValueRange s) {
        return floatCast(b, body(b, floatCast(b, s[0], compute)), element);
      });
  if (failed(result))
    return failure();
  return c.replace(*result);
}

static Value zeroLike(ScalarBuilder &b, Value x) { return constantOf(b, x.getType(), 0); }

static Value clampUnit(ScalarBuilder &b, Value x) {
  Value high = arith::MinimumFOp::create(b, x, constantOf(b, x.getType(), 1));
  return arith::MaximumFOp::create(b, high, zeroLike(b, x));
}

/// x where it is positive, else `negative`.
static Value orIfNegative(ScalarBuilder &b, Value x, Value negative) {
  Value isNegative = compareOf(b, Number::Float, Relation::Less, x, zeroLike(b, x));
  return selectOf(b, isNegative, negative, x);
}

/// factor * (exp(x / width) - 1).
static Value expm1Of(ScalarBuilder &b, Value x, double factor, double width) {
  if (width != 1)
    x = arith::MulFOp::create(b, x, constantOf(b, x.getType(), 1 / width));
  Value decay = math::ExpM1Op::create(b, x);
  return factor == 1 ? decay
                     : Value(arith::MulFOp::create(b, decay, constantOf(b, x.getType(), factor)));
}

//===----------------------------------------------------------------------===//
// Piecewise linear
//===----------------------------------------------------------------------===//

static LogicalResult convertRelu(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  Number number = numberOf(c);
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, c.elementType(0), [&](ScalarBuilder &b, ValueRange s) {
        return maxOf(b, number, s[0], zeroLike(b, s[0]));
      });
  return c.replace(*result);
}

static LogicalResult convertLeakyRelu(NodeConversion &c) {
  double alpha = c.floatAttr("alpha", 0.01);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    return orIfNegative(b, x, mulOf(b, x, constantOf(b, x.getType(), alpha)));
  });
}

static LogicalResult convertThresholdedRelu(NodeConversion &c) {
  double alpha = c.floatAttr("alpha", 1);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    Value above =
        compareOf(b, Number::Float, Relation::Greater, x, constantOf(b, x.getType(), alpha));
    return selectOf(b, above, x, zeroLike(b, x));
  });
}

static LogicalResult convertHardSigmoid(NodeConversion &c) {
  double alpha = c.floatAttr("alpha", 0.2), beta = c.floatAttr("beta", 0.5);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    Value scaled = mulOf(b, x, constantOf(b, x.getType(), alpha));
    return clampUnit(b, addOf(b, scaled, constantOf(b, x.getType(), beta)));
  });
}

static LogicalResult convertHardSwish(NodeConversion &c) {
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    Value scaled = mulOf(b, x, constantOf(b, x.getType(), 1.0 / 6));
    return mulOf(b, x, clampUnit(b, addOf(b, scaled, constantOf(b, x.getType(), 0.5))));
  });
}

static LogicalResult convertShrink(NodeConversion &c) {
  double bias = c.floatAttr("bias", 0), lambda = c.floatAttr("lambd", 0.5);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    Type type = x.getType();
    Value low = compareOf(b, Number::Float, Relation::Less, x, constantOf(b, type, -lambda));
    Value high = compareOf(b, Number::Float, Relation::Greater, x, constantOf(b, type, lambda));
    Value middle = selectOf(b, high, subOf(b, x, constantOf(b, type, bias)), zeroLike(b, x));
    return selectOf(b, low, addOf(b, x, constantOf(b, type, bias)), middle);
  });
}

//===----------------------------------------------------------------------===//
// Exponential
//===----------------------------------------------------------------------===//

static LogicalResult convertSigmoid(NodeConversion &c) { return mapFloat(c, sigmoidOf); }

static LogicalResult convertTanh(NodeConversion &c) {
  return mapFloat(c, [](ScalarBuilder &b, Value x) { return math::TanhOp::create(b, x); });
}

static LogicalResult convertElu(NodeConversion &c) {
  double alpha = c.floatAttr("alpha", 1);
  return mapFloat(
      c, [&](ScalarBuilder &b, Value x) { return orIfNegative(b, x, expm1Of(b, x, alpha, 1)); });
}

static LogicalResult convertCelu(NodeConversion &c) {
  double alpha = c.floatAttr("alpha", 1);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    return orIfNegative(b, x, expm1Of(b, x, alpha, alpha));
  });
}

/// Up to opset 5 the defaults were rounded to four digits.
static LogicalResult convertSelu(NodeConversion &c) {
  bool isOld = c.opset() < 6;
  double alpha = c.floatAttr("alpha", isOld ? 1.6732 : 1.67326319217681884765625);
  double gamma = c.floatAttr("gamma", isOld ? 1.0507 : 1.05070102214813232421875);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    Value piece = orIfNegative(b, x, expm1Of(b, x, alpha, 1));
    return mulOf(b, piece, constantOf(b, x.getType(), gamma));
  });
}

static LogicalResult convertSoftplus(NodeConversion &c) { return mapFloat(c, softplusOf); }

static LogicalResult convertSoftsign(NodeConversion &c) {
  return mapFloat(c, [](ScalarBuilder &b, Value x) {
    Value one = constantOf(b, x.getType(), 1);
    return arith::DivFOp::create(b, x, addOf(b, one, math::AbsFOp::create(b, x)));
  });
}

static LogicalResult convertMish(NodeConversion &c) {
  return mapFloat(c, [](ScalarBuilder &b, Value x) {
    return mulOf(b, x, math::TanhOp::create(b, softplusOf(b, x)));
  });
}

static LogicalResult convertSwish(NodeConversion &c) {
  double alpha = c.floatAttr("alpha", 1);
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    Value scaled = alpha == 1 ? x : mulOf(b, x, constantOf(b, x.getType(), alpha));
    return mulOf(b, x, sigmoidOf(b, scaled));
  });
}

static LogicalResult convertGelu(NodeConversion &c) {
  StringRef form = c.stringAttr("approximate", "none");
  if (form != "none" && form != "tanh")
    return c.unsupported("approximate '" + form + "' is unknown", "known: none, tanh");
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    auto number = [&](double value) { return constantOf(b, x.getType(), value); };
    Value bell;
    if (form == "none") {
      bell = math::ErfOp::create(b, mulOf(b, x, number(M_SQRT1_2)));
    } else {
      Value cube = mulOf(b, mulOf(b, mulOf(b, x, x), x), number(0.044715));
      bell = math::TanhOp::create(b, mulOf(b, addOf(b, x, cube), number(M_2_SQRTPI * M_SQRT1_2)));
    }
    return mulOf(b, mulOf(b, x, number(0.5)), addOf(b, bell, number(1)));
  });
}

//===----------------------------------------------------------------------===//
// With a second input
//===----------------------------------------------------------------------===//

/// Clip with attributes (before opset 11): no attribute, no bound.
static LogicalResult convertClipAttributes(NodeConversion &c) {
  return mapFloat(c, [&](ScalarBuilder &b, Value x) {
    if (c.hasAttr("min"))
      x = arith::MaximumFOp::create(b, x, constantOf(b, x.getType(), c.floatAttr("min", 0)));
    if (c.hasAttr("max"))
      x = arith::MinimumFOp::create(b, x, constantOf(b, x.getType(), c.floatAttr("max", 0)));
    return x;
  });
}

static LogicalResult convertClipInputs(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  SmallVector<Value> inputs = {c.input(0)};
  for (unsigned bound : {1, 2}) {
    if (!c.input(bound))
      continue;
    if (productOf(c.shape(bound)) != 1 || c.elementType(bound) != c.elementType(0))
      return c.unsupported("a bound of shape " + shapeText(c.shape(bound)) +
                           " is not a scalar of the input's type");
    inputs.push_back(c.reshape(c.input(bound), {}));
  }
  Number number = numberOf(c);
  FailureOr<Value> result =
      mapElements(c, inputs, c.elementType(0), [&](ScalarBuilder &b, ValueRange s) {
        Value x = s[0];
        if (c.input(1))
          x = maxOf(b, number, x, s[1]);
        if (c.input(2))
          x = minOf(b, number, x, s.back());
        return x;
      });
  if (failed(result))
    return failure();
  return c.replace(*result);
}

static LogicalResult convertPRelu(NodeConversion &c) {
  if (c.numInputs() < 2 || !c.input(1))
    return c.unsupported("two inputs are required");
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  if (c.elementType(0) != c.elementType(1))
    return c.unsupported("inputs differ in element type");
  ArrayRef<int64_t> shape = c.shape(0);
  Value slope = c.input(1);
  // Before opset 7, one slope per channel, or one for all.
  if (c.opset() < 7 && c.shape(1).size() == 1 && c.shape(1)[0] != 1 && shape.size() > 1) {
    SmallVector<int64_t> perChannel(shape.size() - 1, 1);
    perChannel[0] = c.shape(1)[0];
    slope = c.reshape(slope, perChannel);
  }
  if (broadcastShapes({shape, shapeOf(slope)}) != SmallVector<int64_t>(shape))
    return c.unsupported("slope of shape " + shapeText(c.shape(1)) +
                         " does not broadcast to input " + shapeText(shape));
  Number number = numberOf(c);
  FailureOr<Value> result =
      mapElements(c, {c.input(0), slope}, c.elementType(0), [&](ScalarBuilder &b, ValueRange s) {
        Value isNegative = compareOf(b, number, Relation::Less, s[0], zeroLike(b, s[0]));
        return selectOf(b, isNegative, mulOf(b, s[0], s[1]), s[0]);
      });
  if (failed(result))
    return failure();
  return c.replace(*result);
}

void sinter::populateActivationConverters(ConverterTable &table) {
  table.add("Relu", 1, convertRelu);
  table.add("LeakyRelu", 1, convertLeakyRelu);
  table.add("ThresholdedRelu", 1, convertThresholdedRelu);
  table.add("PRelu", 1, convertPRelu);
  table.add("Clip", 1, convertClipAttributes);
  table.add("Clip", 11, convertClipInputs);
  table.add("HardSigmoid", 1, convertHardSigmoid);
  table.add("HardSwish", 14, convertHardSwish);
  table.add("Shrink", 9, convertShrink);
  table.add("Sigmoid", 1, convertSigmoid);
  table.add("Tanh", 1, convertTanh);
  table.add("Elu", 1, convertElu);
  table.add("Celu", 12, convertCelu);
  table.add("Selu", 1, convertSelu);
  table.add("Softplus", 1, convertSoftplus);
  table.add("Softsign", 1, convertSoftsign);
  table.add("Mish", 18, convertMish);
  table.add("Swish", 24, convertSwish);
  table.add("Gelu", 20, convertGelu);
}
