//===- Cast.cpp - CAST, BITCAST -------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Casts.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

/// Quantized elements are taken and given as they are stored.
static LogicalResult convertCast(TfliteConversion &c) {
  Type element = c.resultElement();
  if (!isa_and_nonnull<FloatType, IntegerType>(element))
    return c.unsupportedTypes();
  return c.replace(
      castTensor(c, c.input(0), c.isUnsigned(0), CastType{element, c.isResultUnsigned()}));
}

static LogicalResult convertBitcast(TfliteConversion &c) {
  Type from = c.element(0), to = c.resultElement();
  if (!to || from.getIntOrFloatBitWidth() != to.getIntOrFloatBitWidth())
    return c.unsupportedTypes();
  if (from == to)
    return c.replace(Value(c.input(0)));
  return replaceBy(c, c.elementwise({c.input(0)}, to, [&](ScalarBuilder &b, ValueRange s) -> Value {
    return arith::BitcastOp::create(b, to, s[0]);
  }));
}

void sinter::populateTfliteCast(TfliteTable &table) {
  table.add("BITCAST", convertBitcast);
  table.add("CAST", convertCast);
}
