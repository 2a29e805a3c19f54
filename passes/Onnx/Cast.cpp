//===- Cast.cpp - Cast, CastLike ------------------------------------------===//

#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/DataType.h"

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

static LogicalResult castInput(NodeConversion &node, const CastType &to) {
  return node.replace(castTensor(node, node.input(0), node.isUnsigned(0), to), to.isUnsigned);
}

static LogicalResult convertCast(NodeConversion &node) {
  std::optional<CastType> to = getDataType(node.b, node.intAttr("to", 0));
  if (!to)
    return node.unsupported("conversion to data type " + Twine(node.intAttr("to", 0)) +
                            " is not supported");
  return castInput(node, *to);
}

static LogicalResult convertCastLike(NodeConversion &node) {
  return castInput(node, {node.elementType(1), node.isUnsigned(1)});
}

void populateCastConverters(ConverterTable &table) {
  table.add("Cast", 6, convertCast);
  table.add("CastLike", 15, convertCastLike, 2);
}

} // namespace sinter
