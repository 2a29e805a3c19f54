//===- Logic.cpp - And, Less, Where, IsNaN, ... ---------------------------===//
//
// Operators that give or take truth values, which are i1.
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

static LogicalResult replaceWith(NodeConversion &c, FailureOr<Value> result) {
  if (failed(result))
    return failure();
  return c.replace(*result);
}

template <typename OpT> static LogicalResult convertBinaryLogic(NodeConversion &c) {
  FailureOr<SmallVector<Value>> inputs = binaryInputs(c);
  if (failed(inputs) || failed(checkNumber(c, 0, {Number::Bool})))
    return failure();
  return replaceWith(
      c, mapElements(c, *inputs, c.elementType(0), [](ScalarBuilder &b, ValueRange s) -> Value {
        return OpT::create(b, s[0], s[1]);
      }));
}

static LogicalResult convertNot(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Bool})))
    return failure();
  return replaceWith(
      c, c.elementwise({c.input(0)}, c.elementType(0), [](ScalarBuilder &b, ValueRange s) -> Value {
        Value one = arith::ConstantOp::create(b, b.getBoolAttr(true));
        return arith::XOrIOp::create(b, s[0], one);
      }));
}

template <Relation relation> static LogicalResult convertRelation(NodeConversion &c) {
  FailureOr<SmallVector<Value>> inputs = binaryInputs(c);
  if (failed(inputs))
    return failure();
  Number number = numberOf(c);
  if (number == Number::Other || (number == Number::Bool && relation != Relation::Equal))
    return c.unsupported("element type of the inputs is not supported");
  return replaceWith(c,
                     mapElements(c, *inputs, c.b.getI1Type(), [&](ScalarBuilder &b, ValueRange s) {
                       return compareOf(b, number, relation, s[0], s[1]);
                     }));
}

static LogicalResult convertWhere(NodeConversion &c) {
  if (c.numInputs() != 3 || !c.input(0) || !c.input(1) || !c.input(2))
    return c.unsupported("three inputs are required");
  if (failed(checkNumber(c, 0, {Number::Bool})))
    return failure();
  if (c.elementType(1) != c.elementType(2))
    return c.unsupported("inputs differ in element type");
  return replaceWith(
      c, mapElements(c, {c.input(0), c.input(1), c.input(2)}, c.elementType(1),
                     [](ScalarBuilder &b, ValueRange s) { return selectOf(b, s[0], s[1], s[2]); }));
}

static LogicalResult convertIsNaN(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  return replaceWith(
      c, c.elementwise({c.input(0)}, c.b.getI1Type(), [](ScalarBuilder &b, ValueRange s) -> Value {
        return arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, s[0], s[0]);
      }));
}

static LogicalResult convertIsInf(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  bool positive = c.intAttr("detect_positive", 1), negative = c.intAttr("detect_negative", 1);
  auto body = [&](ScalarBuilder &b, ValueRange s) -> Value {
    if (!positive && !negative)
      return arith::ConstantOp::create(b, b.getBoolAttr(false));
    Value x = s[0];
    if (positive && negative)
      x = math::AbsFOp::create(b, x);
    double infinity = positive ? HUGE_VAL : -HUGE_VAL;
    return compareOf(b, Number::Float, Relation::Equal, x, constantOf(b, x.getType(), infinity));
  };
  return replaceWith(c, c.elementwise({c.input(0)}, c.b.getI1Type(), body));
}

void sinter::populateLogicConverters(ConverterTable &table) {
  table.add("And", 1, convertBinaryLogic<arith::AndIOp>);
  table.add("Or", 1, convertBinaryLogic<arith::OrIOp>);
  table.add("Xor", 1, convertBinaryLogic<arith::XOrIOp>);
  table.add("Not", 1, convertNot);
  table.add("Equal", 1, convertRelation<Relation::Equal>);
  table.add("Less", 1, convertRelation<Relation::Less>);
  table.add("LessOrEqual", 12, convertRelation<Relation::LessOrEqual>);
  table.add("Greater", 1, convertRelation<Relation::Greater>);
  table.add("GreaterOrEqual", 12, convertRelation<Relation::GreaterOrEqual>);
  table.add("Where", 9, convertWhere);
  table.add("IsNaN", 9, convertIsNaN);
  table.add("IsInf", 10, convertIsInf);
}
