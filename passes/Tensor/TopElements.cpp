//===- TopElements.cpp - The largest elements, in order -------------------===//
//
// One element of each row after the other, in the order of the result: each is the first of those
// behind the one before it.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/TopElements.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scatter.h"

using namespace mlir;
using namespace sinter;

/// How elements are ordered.
struct Order {
  Number number;
  bool isLargest;
};

/// Larger (or smaller) elements come first, of equal ones the one of lower index.
static Value precedes(ScalarBuilder &b, Order order, Value x, Value at, Value y, Value yAt) {
  Relation better = order.isLargest ? Relation::Greater : Relation::Less;
  Value isBetter = compareOf(b, order.number, better, x, y);
  Value isEqual = compareOf(b, order.number, Relation::Equal, x, y);
  Value isEarlier = compareOf(b, Number::Signed, Relation::Less, at, yAt);
  return arith::OrIOp::create(b, isBetter, arith::AndIOp::create(b, isEqual, isEarlier));
}

/// Returns, for each row of a matrix, the first element behind the element `before` at
/// `beforeAt` (-1: none), and where it is.
static ValueRange findNext(TensorBuilder &c, Value matrix, Order order, Value before,
                           Value beforeAt) {
  int64_t rows = shapeOf(matrix)[0];
  Type element = elementOf(matrix), position = elementOf(beforeAt);
  AffineMap all = c.b.getMultiDimIdentityMap(2), row = selectDims(c, 2, 0);
  SmallVector<Value> inits = {c.filled({rows}, element, 0), c.filled({rows}, position, -1)};
  auto build = [&](OpBuilder &nested, Location loc, ValueRange s) {
    ImplicitLocOpBuilder b(loc, nested);
    Value x = s[0], best = s[3], bestAt = s[4], zero = constantOf(b, position, 0);
    Value at = arith::IndexCastOp::create(b, position, linalg::IndexOp::create(b, 1));
    auto isNone = [&](Value where) {
      return compareOf(b, Number::Signed, Relation::Less, where, zero);
    };
    Value isBehind = arith::OrIOp::create(b, isNone(s[2]), precedes(b, order, s[1], s[2], x, at));
    Value isBetter =
        arith::OrIOp::create(b, isNone(bestAt), precedes(b, order, x, at, best, bestAt));
    Value wins = arith::AndIOp::create(b, isBehind, isBetter);
    linalg::YieldOp::create(b,
                            ValueRange{selectOf(b, wins, x, best), selectOf(b, wins, at, bestAt)});
  };
  SmallVector<AffineMap> maps = {all, row, row, row, row};
  SmallVector<utils::IteratorType> iterators = {utils::IteratorType::parallel,
                                                utils::IteratorType::reduction};
  return linalg::GenericOp::create(c.b, ValueRange(inits).getTypes(),
                                   ValueRange{matrix, before, beforeAt}, inits, maps, iterators,
                                   build)
      .getResults();
}

SmallVector<Value> sinter::topElements(TensorBuilder &c, Value matrix, Number number, int64_t count,
                                       Type position, bool isLargest) {
  int64_t rows = shapeOf(matrix)[0];
  Type element = elementOf(matrix);
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(c.b, value); };
  SmallVector<Value> state = {c.filled({rows, count}, element, 0),
                              c.filled({rows, count}, position, 0), c.filled({rows}, element, 0),
                              c.filled({rows}, position, -1)};
  auto loop = scf::ForOp::create(c.b, constant(0), constant(count), constant(1), state);
  OpBuilder::InsertionGuard guard(c.b);
  c.b.setInsertionPointToStart(loop.getBody());
  ValueRange carried = loop.getRegionIterArgs();
  ValueRange next = findNext(c, matrix, {number, isLargest}, carried[2], carried[3]);
  SmallVector<OpFoldResult> starts = {c.b.getIndexAttr(0), loop.getInductionVar()};
  SmallVector<Value> updated = {insertBox(c, next[0], carried[0], starts, {rows, 1}),
                                insertBox(c, next[1], carried[1], starts, {rows, 1})};
  llvm::append_range(updated, next);
  scf::YieldOp::create(c.b, updated);
  return SmallVector<Value>(loop.getResults().take_front(2));
}
