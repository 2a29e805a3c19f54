//===- ArgReduction.cpp - ArgMax, ArgMin ----------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

/// Returns the position of the best element along `axis`, the last or the first
/// of equal ones: one reduction that carries the best element and its position.
static Value positionOver(NodeConversion &c, Value input, int64_t axis, bool isMax, bool last) {
  Type element = elementOf(input), position = c.b.getI64Type();
  Number number = numberOf(c);
  int64_t rank = shapeOf(input).size();
  SmallVector<int64_t> dims = otherDims(rank, axis), shape;
  for (int64_t dim : dims)
    shape.push_back(shapeOf(input)[dim]);
  TypedAttr worst = isMax ? lowestOf(element, number) : highestOf(element, number);
  Value best = linalg::FillOp::create(c.b, Value(arith::ConstantOp::create(c.b, worst)),
                                      c.empty(shape, element))
                   .getResult(0);
  Value at = c.filled(shape, position, 0);

  Relation better = isMax ? (last ? Relation::GreaterOrEqual : Relation::Greater)
                          : (last ? Relation::LessOrEqual : Relation::Less);
  AffineMap write = selectDims(c, rank, dims);
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  iterators[axis] = utils::IteratorType::reduction;
  auto build = [&](OpBuilder &nested, Location loc, ValueRange s) {
    ImplicitLocOpBuilder b(loc, nested);
    Value wins = compareOf(b, number, better, s[0], s[1]);
    Value here = arith::IndexCastOp::create(b, position, linalg::IndexOp::create(b, axis));
    linalg::YieldOp::create(
        b, ValueRange{selectOf(b, wins, s[0], s[1]), selectOf(b, wins, here, s[2])});
  };
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(rank), write, write};
  return linalg::GenericOp::create(c.b, TypeRange{best.getType(), at.getType()}, ValueRange{input},
                                   ValueRange{best, at}, maps, iterators, build)
      .getResult(1);
}

template <bool isMax> static LogicalResult convertArgReduction(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), shape.size());
  if (!axis)
    return failure();
  if (shape[*axis] == 0)
    return c.unsupported("axis " + Twine(*axis) + " of shape " + shapeText(shape) +
                         " has no elements");
  bool last = c.intAttr("select_last_index", 0) != 0;
  Value result = positionOver(c, c.input(0), *axis, isMax, last);
  if (c.intAttr("keepdims", 1)) {
    shape[*axis] = 1;
    result = c.reshape(result, shape);
  }
  return c.replace(result, /*isUnsigned=*/false);
}

void sinter::populateArgReductionConverters(ConverterTable &table) {
  table.add("ArgMax", 1, convertArgReduction<true>);
  table.add("ArgMin", 1, convertArgReduction<false>);
}
