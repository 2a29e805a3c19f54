//===- Diagonal.cpp - Trilu, EyeLike --------------------------------------===//
//
// Which side of a diagonal an element lies on is computed from its position: no mask is stored.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/DataType.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
using namespace sinter;

/// Emits the distance of the element at hand from the main diagonal of the last two dims.
static Value distanceOf(ScalarBuilder &b, int64_t rank) {
  Value row = linalg::IndexOp::create(b, rank - 2), column = linalg::IndexOp::create(b, rank - 1);
  return arith::SubIOp::create(b, arith::IndexCastOp::create(b, b.getI64Type(), column),
                               arith::IndexCastOp::create(b, b.getI64Type(), row));
}

static LogicalResult convertTrilu(NodeConversion &c) {
  int64_t rank = c.shape(0).size();
  if (rank < 2)
    return c.unsupported("a tensor of rank " + Twine(rank) + " has no diagonal");
  SmallVector<Value> inputs = {c.input(0)};
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(rank)};
  if (c.input(1)) {
    if (!c.elementType(1).isInteger(64) || productOf(c.shape(1)) != 1)
      return c.unsupported("input 'k' is not one number of type int64");
    inputs.push_back(c.reshape(c.input(1), {}));
    maps.push_back(selectDims(c, rank, {}));
  }
  bool upper = c.intAttr("upper", 1) != 0;
  Type element = c.elementType(0);
  return c.replace(
      pointwise(c, c.shape(0), inputs, maps, element, [&](ScalarBuilder &b, ValueRange s) {
        Value diagonal = inputs.size() == 2 ? s[1] : constantOf(b, b.getI64Type(), 0);
        Relation relation = upper ? Relation::GreaterOrEqual : Relation::LessOrEqual;
        Value stays = compareOf(b, Number::Signed, relation, distanceOf(b, rank), diagonal);
        return selectOf(b, stays, s[0], constantOf(b, element, 0));
      }));
}

static LogicalResult convertEyeLike(NodeConversion &c) {
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.size() != 2)
    return c.unsupported("input of shape " + shapeText(shape) + " is no matrix");
  CastType type = {c.elementType(0), c.isUnsigned(0)};
  if (c.hasAttr("dtype")) {
    std::optional<CastType> given = getDataType(c.b, c.intAttr("dtype", 0));
    if (!given)
      return c.unsupported("data type " + Twine(c.intAttr("dtype", 0)) + " is not supported");
    type = *given;
  }
  int64_t k = c.intAttr("k", 0);
  Value result = pointwise(c, shape, {}, {}, type.element, [&](ScalarBuilder &b, ValueRange) {
    Value isOn = compareOf(b, Number::Signed, Relation::Equal, distanceOf(b, 2),
                           arith::ConstantOp::create(b, b.getI64IntegerAttr(k)));
    return selectOf(b, isOn, constantOf(b, type.element, 1), constantOf(b, type.element, 0));
  });
  return c.replace(result, type.isUnsigned);
}

void sinter::populateDiagonalConverters(ConverterTable &table) {
  table.add("Trilu", 14, convertTrilu);
  table.add("EyeLike", 9, convertEyeLike);
}
