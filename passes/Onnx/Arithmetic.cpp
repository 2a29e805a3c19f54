//===- Arithmetic.cpp - Add, Div, Pow, Mod, Max, Sum, ... -----------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

/// All kinds that arithmetic is defined on.
static constexpr Number kNumbers[] = {Number::Float, Number::Signed, Number::Unsigned};

//===----------------------------------------------------------------------===//
// Two inputs
//===----------------------------------------------------------------------===//

using BinaryFn = llvm::function_ref<Value(ScalarBuilder &, Number, Value, Value)>;

static LogicalResult mapBinary(NodeConversion &c, BinaryFn body) {
  FailureOr<SmallVector<Value>> inputs = binaryInputs(c);
  if (failed(inputs) || failed(checkNumber(c, 0, kNumbers)))
    return failure();
  Number number = numberOf(c);
  FailureOr<Value> result =
      mapElements(c, *inputs, c.elementType(0),
                  [&](ScalarBuilder &b, ValueRange s) { return body(b, number, s[0], s[1]); });
  if (failed(result))
    return failure();
  return c.replace(*result);
}

static LogicalResult convertAdd(NodeConversion &c) {
  return mapBinary(c, [](ScalarBuilder &b, Number, Value x, Value y) { return addOf(b, x, y); });
}

static LogicalResult convertSub(NodeConversion &c) {
  return mapBinary(c, [](ScalarBuilder &b, Number, Value x, Value y) { return subOf(b, x, y); });
}

static LogicalResult convertMul(NodeConversion &c) {
  return mapBinary(c, [](ScalarBuilder &b, Number, Value x, Value y) { return mulOf(b, x, y); });
}

static LogicalResult convertDiv(NodeConversion &c) { return mapBinary(c, divOf); }

/// The remainder with the sign of the divisor; `fmod` asks for the dividend's.
static LogicalResult convertMod(NodeConversion &c) {
  bool ofDividend = c.intAttr("fmod", 0) != 0;
  if (c.input(0) && isa<FloatType>(c.elementType(0)) && !ofDividend)
    return c.unsupported("floats need attribute fmod=1");
  return mapBinary(c, [&](ScalarBuilder &b, Number number, Value x, Value y) {
    Value rest = remOf(b, number, x, y);
    if (ofDividend || number != Number::Signed)
      return rest;
    // A rest of the other sign than the divisor's is one divisor short.
    Value zero = constantOf(b, x.getType(), 0);
    Value signs = arith::XOrIOp::create(b, rest, y);
    Value differ = compareOf(b, number, Relation::Less, signs, zero);
    Value isZero = compareOf(b, number, Relation::Equal, rest, zero);
    Value missing = selectOf(b, isZero, zero, y);
    return addOf(b, rest, selectOf(b, differ, missing, zero));
  });
}

//===----------------------------------------------------------------------===//
// Pow
//===----------------------------------------------------------------------===//

/// x^n for integers by squaring, all bits of the exponent in straight line. A
/// negative exponent gives the reciprocal rounded to zero: 0, but for 1 and -1.
static Value integerPower(ScalarBuilder &b, Value x, Value n, Number baseNumber,
                          Number exponentNumber) {
  Type type = x.getType(), exponentType = n.getType();
  Value one = constantOf(b, type, 1), bit = constantOf(b, exponentType, 1);
  Value zero = constantOf(b, exponentType, 0);
  Value isNegative;
  Value magnitude = n;
  if (exponentNumber == Number::Signed) {
    isNegative = compareOf(b, Number::Signed, Relation::Less, n, zero);
    magnitude = math::AbsIOp::create(b, n);
  }
  Value result = one, square = x;
  for (unsigned i = 0, e = exponentType.getIntOrFloatBitWidth(); i < e; ++i) {
    Value isSet = arith::CmpIOp::create(b, arith::CmpIPredicate::ne,
                                        arith::AndIOp::create(b, magnitude, bit), zero);
    result = selectOf(b, isSet, mulOf(b, result, square), result);
    if (i + 1 == e)
      break;
    square = mulOf(b, square, square);
    magnitude = arith::ShRUIOp::create(b, magnitude, bit);
  }
  if (!isNegative)
    return result;
  // 1^n and (-1)^n are their own reciprocals.
  Value isUnit =
      compareOf(b, baseNumber, Relation::Equal, absOf(b, baseNumber, x), constantOf(b, type, 1));
  Value reciprocal = selectOf(b, isUnit, result, constantOf(b, type, 0));
  return selectOf(b, isNegative, reciprocal, result);
}

static Value intToFloat(ScalarBuilder &b, Value x, Number number, Type type) {
  if (number == Number::Unsigned)
    return arith::UIToFPOp::create(b, type, x);
  return arith::SIToFPOp::create(b, type, x);
}

/// A float base; an integer exponent is converted.
static Value floatPower(ScalarBuilder &b, Value x, Value y, Number exponentNumber) {
  Type type = x.getType(), compute = accumulatorOf(type);
  x = floatCast(b, x, compute);
  FloatAttr known;
  IntegerAttr knownInteger;
  if (matchPattern(y, m_Constant(&known)))
    return floatCast(b, powerOf(b, x, known.getValueAsDouble()), type);
  if (matchPattern(y, m_Constant(&knownInteger)) && exponentNumber == Number::Signed)
    return floatCast(b, powerOf(b, x, knownInteger.getInt()), type);
  y = exponentNumber == Number::Float ? floatCast(b, y, compute)
                                      : intToFloat(b, y, exponentNumber, compute);
  return floatCast(b, math::PowFOp::create(b, x, y), type);
}

/// An integer base with a float exponent: exact where the exponent is integral,
/// else the float power rounded toward zero.
static Value mixedPower(ScalarBuilder &b, Value x, Value y, Number baseNumber) {
  Type wide = b.getF32Type();
  y = floatCast(b, y, wide);
  Value whole = math::TruncOp::create(b, y);
  Value isWhole = compareOf(b, Number::Float, Relation::Equal, y, whole);
  Value exponent = arith::FPToSIOp::create(b, b.getI32Type(), whole);
  Value exact = integerPower(b, x, exponent, baseNumber, Number::Signed);
  Value power = math::PowFOp::create(b, intToFloat(b, x, baseNumber, wide), y);
  Value rounded = baseNumber == Number::Unsigned
                      ? Value(arith::FPToUIOp::create(b, x.getType(), power))
                      : Value(arith::FPToSIOp::create(b, x.getType(), power));
  return selectOf(b, isWhole, exact, rounded);
}

static LogicalResult convertPow(NodeConversion &c) {
  if (failed(checkNumber(c, 0, kNumbers)) || failed(checkNumber(c, 1, kNumbers)))
    return failure();
  SmallVector<Value> inputs = {c.input(0), c.input(1)};
  if (c.opset() < 7) {
    FailureOr<SmallVector<Value>> aligned = binaryInputs(c);
    if (failed(aligned))
      return failure();
    inputs = *aligned;
  }
  Number base = numberOf(c, 0), exponent = numberOf(c, 1);
  FailureOr<Value> result =
      mapElements(c, inputs, c.elementType(0), [&](ScalarBuilder &b, ValueRange s) {
        if (base == Number::Float)
          return floatPower(b, s[0], s[1], exponent);
        if (exponent == Number::Float)
          return mixedPower(b, s[0], s[1], base);
        return integerPower(b, s[0], s[1], base, exponent);
      });
  if (failed(result))
    return failure();
  return c.replace(*result, base == Number::Unsigned);
}

//===----------------------------------------------------------------------===//
// Any number of inputs
//===----------------------------------------------------------------------===//

/// Combines all inputs pairwise, then applies `finish`.
static LogicalResult mapVariadic(NodeConversion &c, BinaryFn combine,
                                 llvm::function_ref<Value(ScalarBuilder &, Value)> finish) {
  if (c.numInputs() == 0)
    return c.unsupported("at least one input is required");
  SmallVector<Value> inputs;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    if (failed(checkNumber(c, i, kNumbers)))
      return failure();
    if (c.elementType(i) != c.elementType(0))
      return c.unsupported("inputs differ in element type");
    inputs.push_back(c.input(i));
  }
  if (inputs.size() == 1)
    return c.replace(inputs);
  Number number = numberOf(c);
  FailureOr<Value> result =
      mapElements(c, inputs, c.elementType(0), [&](ScalarBuilder &b, ValueRange s) {
        Value value = s[0];
        for (Value next : s.drop_front())
          value = combine(b, number, value, next);
        return finish(b, value);
      });
  if (failed(result))
    return failure();
  return c.replace(*result);
}

static Value keep(ScalarBuilder &, Value x) { return x; }

static LogicalResult convertMax(NodeConversion &c) { return mapVariadic(c, maxOf, keep); }
static LogicalResult convertMin(NodeConversion &c) { return mapVariadic(c, minOf, keep); }

static LogicalResult convertSum(NodeConversion &c) {
  return mapVariadic(
      c, [](ScalarBuilder &b, Number, Value x, Value y) { return addOf(b, x, y); }, keep);
}

static LogicalResult convertMean(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  double count = c.numInputs();
  return mapVariadic(
      c, [](ScalarBuilder &b, Number, Value x, Value y) { return addOf(b, x, y); },
      [&](ScalarBuilder &b, Value sum) {
        return mulOf(b, sum, constantOf(b, sum.getType(), 1 / count));
      });
}

void sinter::populateArithmeticConverters(ConverterTable &table) {
  table.add("Add", 1, convertAdd);
  table.add("Sub", 1, convertSub);
  table.add("Mul", 1, convertMul);
  table.add("Div", 1, convertDiv);
  table.add("Mod", 10, convertMod);
  table.add("Pow", 1, convertPow);
  table.add("Max", 1, convertMax);
  table.add("Min", 1, convertMin);
  table.add("Sum", 1, convertSum);
  table.add("Mean", 1, convertMean);
}
