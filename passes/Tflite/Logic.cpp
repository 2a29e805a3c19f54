//===- Logic.cpp - Operators that give or take truth values ---------------===//
//
// EQUAL, LESS, ..., LOGICAL_AND, ..., SELECT, SELECT_V2, REDUCE_ALL, REDUCE_ANY.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/FixedPoint.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

static Value negated(ScalarBuilder &b, Value x) {
  return arith::XOrIOp::create(b, x, arith::ConstantOp::create(b, b.getBoolAttr(true)));
}

//===----------------------------------------------------------------------===//
// Comparisons
//===----------------------------------------------------------------------===//

/// The real value of input `i` in common steps: 256 * (x - zero point) * scale, rounded.
/// Values that are closer than half a step compare as equal, as in the reference.
static Value inCommonSteps(ScalarBuilder &b, Value x, bool isUnsigned,
                           const TfliteQuantization &quantization) {
  Type i32 = b.getI32Type();
  Value steps = subOf(b, widenInteger(b, x, isUnsigned),
                      constantOf(b, i32, double(quantization.zeroPoint())));
  return multiplyByFixed(b, mulOf(b, steps, constantOf(b, i32, 256)),
                         quantizeMultiplier(quantization.scale()));
}

/// Compares quantized inputs.
static FailureOr<Value> compareQuantized(TfliteConversion &c, Relation relation) {
  SmallVector<TfliteQuantization> quantizations;
  for (unsigned i : {0, 1}) {
    FailureOr<TfliteQuantization> quantization = c.tensorQuantization(i);
    if (failed(quantization))
      return failure();
    if (quantization->scale() >= 1)
      return c.unsupported("input " + Twine(i) + " has a scale that is not less than 1",
                           "the reference compares at smaller scales only");
    quantizations.push_back(*quantization);
  }
  return mapElements(c, {c.input(0), c.input(1)}, c.b.getI1Type(),
                     [&](ScalarBuilder &b, ValueRange s) {
                       Value x = inCommonSteps(b, s[0], c.isUnsigned(0), quantizations[0]);
                       Value y = inCommonSteps(b, s[1], c.isUnsigned(1), quantizations[1]);
                       return compareOf(b, Number::Signed, relation, x, y);
                     });
}

static FailureOr<Value> compare(TfliteConversion &c, Relation relation) {
  if (failed(checkSameElement(c, 0, 1)))
    return failure();
  // Integers of 32 bits and more are compared as they are stored.
  bool isShort = isa<IntegerType>(c.element(0)) && c.element(0).getIntOrFloatBitWidth() <= 16;
  if (isShort && (c.quantization(0) || c.quantization(1)))
    return compareQuantized(c, relation);
  Number number = c.number(0);
  if (number == Number::Other || (number == Number::Bool && relation != Relation::Equal))
    return c.unsupportedTypes();
  return mapElements(
      c, {c.input(0), c.input(1)}, c.b.getI1Type(),
      [&](ScalarBuilder &b, ValueRange s) { return compareOf(b, number, relation, s[0], s[1]); });
}

template <Relation relation> static LogicalResult convertRelation(TfliteConversion &c) {
  return replaceBy(c, compare(c, relation));
}

/// NaN differs from everything.
static LogicalResult convertNotEqual(TfliteConversion &c) {
  FailureOr<Value> equal = compare(c, Relation::Equal);
  if (failed(equal))
    return failure();
  return replaceBy(c, c.elementwise({*equal}, c.b.getI1Type(), [](ScalarBuilder &b, ValueRange s) {
    return negated(b, s[0]);
  }));
}

//===----------------------------------------------------------------------===//
// Truth values
//===----------------------------------------------------------------------===//

template <typename OpT> static LogicalResult convertBinaryLogic(TfliteConversion &c) {
  if (c.number(0) != Number::Bool || c.number(1) != Number::Bool)
    return c.unsupportedTypes();
  return replaceBy(c, mapElements(c, {c.input(0), c.input(1)}, c.b.getI1Type(),
                                  [](ScalarBuilder &b, ValueRange s) -> Value {
                                    return OpT::create(b, s[0], s[1]);
                                  }));
}

static LogicalResult convertNot(TfliteConversion &c) {
  if (c.number(0) != Number::Bool)
    return c.unsupportedTypes();
  return replaceBy(c,
                   c.elementwise({c.input(0)}, c.b.getI1Type(),
                                 [](ScalarBuilder &b, ValueRange s) { return negated(b, s[0]); }));
}

template <bool isAll> static LogicalResult convertReduce(TfliteConversion &c) {
  if (c.number(0) != Number::Bool)
    return c.unsupportedTypes();
  FailureOr<SmallVector<int64_t>> given = knownInts(c, 1, "the axes");
  if (failed(given))
    return failure();
  SmallVector<int64_t> shape(c.shape(0)), axes, kept;
  for (int64_t value : *given) {
    std::optional<int64_t> axis = c.axis(value, shape.size());
    if (!axis)
      return failure();
    if (!llvm::is_contained(axes, *axis))
      axes.push_back(*axis);
    shape[*axis] = 1;
  }
  for (int64_t dim : otherDims(shape.size(), axes))
    kept.push_back(shape[dim]);
  Value init = c.filled(kept, c.b.getI1Type(), isAll ? 1 : 0);
  Value result = reduceDims(c, c.input(0), axes, init, [](ScalarBuilder &b, ValueRange s) -> Value {
    if (isAll)
      return arith::AndIOp::create(b, s[0], s[1]);
    return arith::OrIOp::create(b, s[0], s[1]);
  });
  return c.replace(c.boolOption("keep_dims", false) ? c.reshape(result, shape) : result);
}

//===----------------------------------------------------------------------===//
// Select
//===----------------------------------------------------------------------===//

static LogicalResult convertSelect(TfliteConversion &c) {
  if (c.number(0) != Number::Bool)
    return c.unsupportedTypes();
  if (failed(checkSameElement(c, 1, 2)))
    return failure();
  Value condition = c.input(0);
  ArrayRef<int64_t> shape = c.shape(0), chosen = c.shape(1);
  // The first version takes one truth value per row.
  if (c.op() == "SELECT" && shape.size() == 1 && chosen.size() > 1 && shape[0] == chosen[0]) {
    SmallVector<int64_t> column(chosen.size(), 1);
    column[0] = shape[0];
    condition = c.reshape(condition, column);
  }
  return replaceBy(
      c, mapElements(c, {condition, c.input(1), c.input(2)}, c.element(1),
                     [](ScalarBuilder &b, ValueRange s) { return selectOf(b, s[0], s[1], s[2]); }));
}

void sinter::populateTfliteLogic(TfliteTable &table) {
  table.add("EQUAL", convertRelation<Relation::Equal>, 2);
  table.add("GREATER", convertRelation<Relation::Greater>, 2);
  table.add("GREATER_EQUAL", convertRelation<Relation::GreaterOrEqual>, 2);
  table.add("LESS", convertRelation<Relation::Less>, 2);
  table.add("LESS_EQUAL", convertRelation<Relation::LessOrEqual>, 2);
  table.add("LOGICAL_AND", convertBinaryLogic<arith::AndIOp>, 2);
  table.add("LOGICAL_NOT", convertNot);
  table.add("LOGICAL_OR", convertBinaryLogic<arith::OrIOp>, 2);
  table.add("NOT_EQUAL", convertNotEqual, 2);
  table.add("REDUCE_ALL", convertReduce<true>, 2);
  table.add("REDUCE_ANY", convertReduce<false>, 2);
  table.add("SELECT", convertSelect, 3);
  table.add("SELECT_V2", convertSelect, 3);
}
