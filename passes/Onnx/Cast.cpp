//===- Cast.cpp - Cast, CastLike ------------------------------------------===//

#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/DataType.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;

namespace sinter {

std::optional<CastType> getDataType(Builder &b, int64_t dataType) {
  switch (dataType) {
  case 1:
    return CastType{b.getF32Type(), false};
  case 2:
    return CastType{b.getI8Type(), true};
  case 3:
    return CastType{b.getI8Type(), false};
  case 4:
    return CastType{b.getI16Type(), true};
  case 5:
    return CastType{b.getI16Type(), false};
  case 6:
    return CastType{b.getI32Type(), false};
  case 7:
    return CastType{b.getI64Type(), false};
  case 9:
    return CastType{b.getI1Type(), false};
  case 10:
    return CastType{b.getF16Type(), false};
  case 11:
    return CastType{b.getF64Type(), false};
  case 12:
    return CastType{b.getI32Type(), true};
  case 13:
    return CastType{b.getI64Type(), true};
  case 16:
    return CastType{b.getBF16Type(), false};
  default:
    return std::nullopt;
  }
}

Narrow getNarrowType(int64_t dataType) {
  static constexpr Narrow types[] = {Narrow::Float8E4M3FN, Narrow::Float8E4M3FNUZ,
                                     Narrow::Float8E5M2,   Narrow::Float8E5M2FNUZ,
                                     Narrow::UInt4,        Narrow::Int4,
                                     Narrow::Float4E2M1,   Narrow::Float8E8M0,
                                     Narrow::UInt2,        Narrow::Int2};
  constexpr int64_t first = 17;
  bool isKnown = dataType >= first && dataType < first + int64_t(std::size(types));
  return isKnown ? types[dataType - first] : Narrow::None;
}

FailureOr<NarrowRounding> readNarrowRounding(NodeConversion &node) {
  NarrowRounding rounding;
  rounding.saturates = node.intAttr("saturate", 1) != 0;
  StringRef mode = node.stringAttr("round_mode", "up");
  if (mode == "down")
    rounding.mode = NarrowRounding::Down;
  else if (mode == "nearest")
    rounding.mode = NarrowRounding::Nearest;
  else if (mode != "up")
    return node.unsupported("round_mode '" + mode + "' is not known",
                            "supported: up, down, nearest");
  return rounding;
}

/// Stores numbers in a narrow type: floats are rounded, integers lose high bits.
static Value castToNarrow(NodeConversion &node, Value tensor, bool isUnsigned, Narrow narrow,
                          NarrowRounding rounding) {
  Type f32 = node.b.getF32Type(), i8 = node.b.getI8Type();
  bool fromFloat = isa<FloatType>(elementOf(tensor));
  ArrayRef<int64_t> shape = shapeOf(tensor);
  auto body = [&](ScalarBuilder &b, ValueRange x) -> Value {
    if (isNarrowFloat(narrow))
      return encodeNarrow(b, castScalar(b, x[0], isUnsigned, {f32, false}), narrow, rounding);
    Value rounded = x[0];
    if (fromFloat)
      rounded = math::RoundEvenOp::create(b, floatCast(b, rounded, accumulatorOf(x[0].getType())));
    if (!rounded.getType().isInteger(8))
      rounded = castScalar(b, rounded, isUnsigned, {i8, false});
    return wrapNarrow(b, rounded, narrow);
  };
  return pointwise(node, shape, tensor, node.b.getMultiDimIdentityMap(shape.size()), i8, body);
}

/// Casts input 0 to a narrow type, or to `to` where there is none.
static LogicalResult castInput(NodeConversion &node, Narrow narrow, std::optional<CastType> to) {
  FailureOr<NarrowRounding> rounding = readNarrowRounding(node);
  if (failed(rounding))
    return failure();
  Value value = node.input(0);
  Narrow from = node.narrow(0);
  if (narrow != Narrow::None && from == narrow)
    return node.replace(value, narrow);
  if (isNarrowFloat(from))
    value = decodeNarrowTensor(node, value, from);
  bool isUnsigned = node.isUnsigned(0) && !isNarrowFloat(from);
  if (narrow != Narrow::None)
    return node.replace(castToNarrow(node, value, isUnsigned, narrow, *rounding), narrow);
  return node.replace(castTensor(node, value, isUnsigned, *to), to->isUnsigned);
}

static LogicalResult convertCast(NodeConversion &node) {
  int64_t number = node.intAttr("to", 0);
  Narrow narrow = getNarrowType(number);
  std::optional<CastType> to = getDataType(node.b, number);
  if (!to && narrow == Narrow::None)
    return node.unsupported("conversion to data type " + Twine(number) + " is not supported");
  return castInput(node, narrow, to);
}

static LogicalResult convertCastLike(NodeConversion &node) {
  return castInput(node, node.narrow(1), CastType{node.elementType(1), node.isUnsigned(1)});
}

void populateCastConverters(ConverterTable &table) {
  table.add("Cast", 6, convertCast);
  table.add("CastLike", 15, convertCastLike, 2);
}

} // namespace sinter
