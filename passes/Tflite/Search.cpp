//===- Search.cpp - ARG_MAX, ARG_MIN, TOPK_V2 -----------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scatter.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

template <bool isMax> static LogicalResult convertArgReduction(TfliteConversion &c) {
  Number number = c.number(0);
  FailureOr<int64_t> axis = knownAxis(c, 1, c.shape(0).size());
  if (failed(axis))
    return failure();
  Type position = c.resultElement();
  if (number == Number::Other || !isa_and_nonnull<IntegerType>(position))
    return c.unsupportedTypes();
  if (c.shape(0)[*axis] == 0)
    return c.unsupported("axis " + Twine(*axis) + " has no elements");
  return c.replace(bestPosition(c, c.input(0), number, *axis, isMax, /*last=*/false, position));
}

//===----------------------------------------------------------------------===//
// TOPK_V2
//===----------------------------------------------------------------------===//

/// Larger elements come first, of equal ones the one of lower index.
static Value precedes(ScalarBuilder &b, Number number, Value x, Value at, Value y, Value yAt) {
  Value isLarger = compareOf(b, number, Relation::Greater, x, y);
  Value isEqual = compareOf(b, number, Relation::Equal, x, y);
  Value isEarlier = compareOf(b, Number::Signed, Relation::Less, at, yAt);
  return arith::OrIOp::create(b, isLarger, arith::AndIOp::create(b, isEqual, isEarlier));
}

/// Returns, for each row of a matrix, the first element behind the element `before` at
/// `beforeAt` (-1: none), and where it is.
static ValueRange findNext(TfliteConversion &c, Value matrix, Value before, Value beforeAt) {
  int64_t rows = shapeOf(matrix)[0];
  Number number = c.number(0);
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
    Value isBehind = arith::OrIOp::create(b, isNone(s[2]), precedes(b, number, s[1], s[2], x, at));
    Value isBetter =
        arith::OrIOp::create(b, isNone(bestAt), precedes(b, number, x, at, best, bestAt));
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

/// Finds one element of each row after the other, in the order of the result: each is the
/// first of those behind the one before it.
static SmallVector<Value> findTop(TfliteConversion &c, Value matrix, int64_t count) {
  int64_t rows = shapeOf(matrix)[0];
  Type element = elementOf(matrix), position = c.resultElement(1);
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(c.b, value); };
  SmallVector<Value> state = {c.filled({rows, count}, element, 0),
                              c.filled({rows, count}, position, 0), c.filled({rows}, element, 0),
                              c.filled({rows}, position, -1)};
  auto loop = scf::ForOp::create(c.b, constant(0), constant(count), constant(1), state);
  OpBuilder::InsertionGuard guard(c.b);
  c.b.setInsertionPointToStart(loop.getBody());
  ValueRange carried = loop.getRegionIterArgs();
  ValueRange next = findNext(c, matrix, carried[2], carried[3]);
  SmallVector<OpFoldResult> starts = {c.b.getIndexAttr(0), loop.getInductionVar()};
  SmallVector<Value> updated = {insertBox(c, next[0], carried[0], starts, {rows, 1}),
                                insertBox(c, next[1], carried[1], starts, {rows, 1})};
  llvm::append_range(updated, next);
  scf::YieldOp::create(c.b, updated);
  return SmallVector<Value>(loop.getResults().take_front(2));
}

static LogicalResult convertTop(TfliteConversion &c) {
  FailureOr<int64_t> count = knownInt(c, 1, "the number of elements");
  if (failed(count))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  if (shape.empty() || *count < 0 || *count > shape.back())
    return c.unsupported(Twine(*count) + " elements are wanted of a tensor of shape " +
                         shapeText(shape));
  if (c.number(0) == Number::Other || c.numResults() != 2 || !c.resultElement(1) ||
      !isa<IntegerType>(c.resultElement(1)))
    return c.unsupportedTypes();
  int64_t rows = productOf(ArrayRef(shape).drop_back()), columns = shape.back();
  shape.back() = *count;
  if (rows == 0 || *count == 0)
    return c.replace({c.empty(shape, c.element(0)), c.empty(shape, c.resultElement(1))});
  SmallVector<Value> results = findTop(c, c.reshape(c.input(0), {rows, columns}), *count);
  for (Value &result : results)
    result = c.reshape(result, shape);
  return c.replace(results);
}

void sinter::populateTfliteSearch(TfliteTable &table) {
  table.add("ARG_MAX", convertArgReduction<true>, 2);
  table.add("ARG_MIN", convertArgReduction<false>, 2);
  table.add("TOPK_V2", convertTop, 2);
}
