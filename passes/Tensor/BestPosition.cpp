//===- BestPosition.cpp - Where the largest element is --------------------===//

#include "passes/Tensor/BestPosition.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// One reduction carries the best element and its position.
Value sinter::bestPosition(TensorBuilder &c, Value input, Number number, int64_t axis, bool isMax,
                           bool last, Type position) {
  Type element = elementOf(input);
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
