//===- Math.cpp - Exp, Sqrt, Abs, Round, Sin, ... -------------------------===//
//
// Mathematical functions of one value, as operations of the math dialect; code
// generation expands them.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

/// A function of floats; short ones are computed in f32 and rounded once.
template <typename OpT> static LogicalResult convertFloatFunction(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  Type element = c.elementType(0), compute = accumulatorOf(element);
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, element, [&](ScalarBuilder &b, ValueRange s) {
        return floatCast(b, OpT::create(b, floatCast(b, s[0], compute)), element);
      });
  return c.replace(*result);
}

static LogicalResult convertReciprocal(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, c.elementType(0), [&](ScalarBuilder &b, ValueRange s) -> Value {
        return arith::DivFOp::create(b, constantOf(b, s[0].getType(), 1), s[0]);
      });
  return c.replace(*result);
}

/// A function of any number.
static LogicalResult mapNumber(NodeConversion &c,
                               llvm::function_ref<Value(ScalarBuilder &, Number, Value)> body) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  Number number = numberOf(c);
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, c.elementType(0),
                    [&](ScalarBuilder &b, ValueRange s) { return body(b, number, s[0]); });
  return c.replace(*result);
}

static LogicalResult convertAbs(NodeConversion &c) { return mapNumber(c, absOf); }

static LogicalResult convertNeg(NodeConversion &c) {
  return mapNumber(c, [](ScalarBuilder &b, Number number, Value x) -> Value {
    if (number == Number::Float)
      return arith::NegFOp::create(b, x);
    return arith::SubIOp::create(b, constantOf(b, x.getType(), 0), x);
  });
}

static LogicalResult convertSign(NodeConversion &c) {
  return mapNumber(c, [](ScalarBuilder &b, Number number, Value x) {
    Value zero = constantOf(b, x.getType(), 0), one = constantOf(b, x.getType(), 1);
    // What is neither stays as it is: zero, or NaN.
    Value result = x;
    if (number != Number::Unsigned)
      result = selectOf(b, compareOf(b, number, Relation::Less, x, zero),
                        constantOf(b, x.getType(), -1), result);
    return selectOf(b, compareOf(b, number, Relation::Greater, x, zero), one, result);
  });
}

void sinter::populateMathConverters(ConverterTable &table) {
  table.add("Exp", 1, convertFloatFunction<math::ExpOp>);
  table.add("Log", 1, convertFloatFunction<math::LogOp>);
  table.add("Sqrt", 1, convertFloatFunction<math::SqrtOp>);
  table.add("Erf", 9, convertFloatFunction<math::ErfOp>);
  table.add("Floor", 1, convertFloatFunction<math::FloorOp>);
  table.add("Ceil", 1, convertFloatFunction<math::CeilOp>);
  table.add("Round", 11, convertFloatFunction<math::RoundEvenOp>);
  table.add("Sin", 7, convertFloatFunction<math::SinOp>);
  table.add("Cos", 7, convertFloatFunction<math::CosOp>);
  table.add("Tan", 7, convertFloatFunction<math::TanOp>);
  table.add("Asin", 7, convertFloatFunction<math::AsinOp>);
  table.add("Acos", 7, convertFloatFunction<math::AcosOp>);
  table.add("Atan", 7, convertFloatFunction<math::AtanOp>);
  table.add("Sinh", 9, convertFloatFunction<math::SinhOp>);
  table.add("Cosh", 9, convertFloatFunction<math::CoshOp>);
  table.add("Asinh", 9, convertFloatFunction<math::AsinhOp>);
  table.add("Acosh", 9, convertFloatFunction<math::AcoshOp>);
  table.add("Atanh", 9, convertFloatFunction<math::AtanhOp>);
  table.add("Reciprocal", 1, convertReciprocal);
  table.add("Abs", 1, convertAbs);
  table.add("Neg", 1, convertNeg);
  table.add("Sign", 9, convertSign);
}
