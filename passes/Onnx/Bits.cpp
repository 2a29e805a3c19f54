//===- Bits.cpp - BitShift, BitwiseAnd, BitCast, ... ----------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Onnx/DataType.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

static LogicalResult convertBitwise(NodeConversion &c, TensorBuilder::BodyFn body) {
  FailureOr<SmallVector<Value>> inputs = binaryInputs(c);
  if (failed(inputs) || failed(checkNumber(c, 0, {Number::Signed, Number::Unsigned})))
    return failure();
  FailureOr<Value> result = mapElements(c, *inputs, c.elementType(0), body);
  return failed(result) ? failure() : c.replace(*result);
}

template <typename OpT> static LogicalResult convertBitwiseBinary(NodeConversion &c) {
  return convertBitwise(
      c, [](ScalarBuilder &b, ValueRange s) -> Value { return OpT::create(b, s[0], s[1]); });
}

static LogicalResult convertBitwiseNot(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Signed, Number::Unsigned})))
    return failure();
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, c.elementType(0), [](ScalarBuilder &b, ValueRange s) -> Value {
        return arith::XOrIOp::create(b, s[0], constantOf(b, s[0].getType(), -1));
      });
  return failed(result) ? failure() : c.replace(*result);
}

/// A shift by the width of the type or more leaves nothing; MLIR's would be poison.
static LogicalResult convertBitShift(NodeConversion &c) {
  StringRef direction = c.stringAttr("direction", "");
  if (direction != "LEFT" && direction != "RIGHT")
    return c.unsupported("attribute 'direction' is neither LEFT nor RIGHT");
  if (failed(checkNumber(c, 0, {Number::Unsigned})))
    return failure();
  return convertBitwise(c, [&](ScalarBuilder &b, ValueRange s) {
    Type type = s[0].getType();
    Value isInside = compareOf(b, Number::Unsigned, Relation::Less, s[1],
                               constantOf(b, type, type.getIntOrFloatBitWidth()));
    Value zero = constantOf(b, type, 0), by = selectOf(b, isInside, s[1], zero);
    Value shifted = direction == "LEFT" ? Value(arith::ShLIOp::create(b, s[0], by))
                                        : Value(arith::ShRUIOp::create(b, s[0], by));
    return selectOf(b, isInside, shifted, zero);
  });
}

/// Bits of an element as stored: truth values take a byte.
static unsigned storedBits(Type element) {
  return llvm::alignTo(element.getIntOrFloatBitWidth(), 8);
}

static LogicalResult convertBitCast(NodeConversion &c) {
  std::optional<CastType> to = getDataType(c.b, c.intAttr("to", 0));
  if (!to)
    return c.unsupported("conversion to data type " + Twine(c.intAttr("to", 0)) +
                         " is not supported");
  Type from = c.elementType(0);
  if (storedBits(from) != storedBits(to->element))
    return c.unsupported("the element types differ in size");
  if (from == to->element)
    return c.replace(c.input(0), to->isUnsigned);
  if (from.isInteger(1) || to->element.isInteger(1)) // bytes of 0 and 1, as Cast makes them
    return c.replace(castTensor(c, c.input(0), /*fromUnsigned=*/true, *to), to->isUnsigned);
  FailureOr<Value> result =
      c.elementwise({c.input(0)}, to->element, [&](ScalarBuilder &b, ValueRange s) -> Value {
        return arith::BitcastOp::create(b, to->element, s[0]);
      });
  return failed(result) ? failure() : c.replace(*result, to->isUnsigned);
}

void sinter::populateBitConverters(ConverterTable &table) {
  table.add("BitShift", 11, convertBitShift, 2);
  table.add("BitwiseAnd", 18, convertBitwiseBinary<arith::AndIOp>, 2);
  table.add("BitwiseOr", 18, convertBitwiseBinary<arith::OrIOp>, 2);
  table.add("BitwiseXor", 18, convertBitwiseBinary<arith::XOrIOp>, 2);
  table.add("BitwiseNot", 18, convertBitwiseNot);
  table.add("BitCast", 26, convertBitCast);
}
