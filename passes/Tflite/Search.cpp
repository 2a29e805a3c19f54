//===- Search.cpp - ARG_MAX, ARG_MIN, TOPK_V2 -----------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
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

namespace {

/// Finds, in each row, one element after the other in the order of the result: each is
/// the best of those that follow the one before it.
class TopConversion {
public:
  TopConversion(TfliteConversion &c, int64_t rows, int64_t columns, int64_t count)
      : c(c), b(c.b), rows(rows), columns(columns), count(count), number(c.number(0)) {}

  SmallVector<Value> convert();

private:
  using LoopBody = llvm::function_ref<SmallVector<Value>(Value at, ValueRange state)>;
  SmallVector<Value> loop(int64_t trips, ValueRange state, LoopBody body);
  SmallVector<Value> findBest(Value row, Value before, Value beforeAt);
  Value precedes(Value x, Value at, Value y, Value yAt);
  Value index(int64_t value) { return arith::ConstantIndexOp::create(b, value); }

  TfliteConversion &c;
  ScalarBuilder &b;
  int64_t rows, columns, count;
  Number number;
  Value input;
};

} // namespace

SmallVector<Value> TopConversion::loop(int64_t trips, ValueRange state, LoopBody body) {
  auto loop = scf::ForOp::create(b, index(0), index(trips), index(1), state);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(b, body(loop.getInductionVar(), loop.getRegionIterArgs()));
  return SmallVector<Value>(loop.getResults());
}

/// Larger elements come first, of equal ones the one of lower index.
Value TopConversion::precedes(Value x, Value at, Value y, Value yAt) {
  Value isLarger = compareOf(b, number, Relation::Greater, x, y);
  Value isEqual = compareOf(b, number, Relation::Equal, x, y);
  Value isEarlier = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, at, yAt);
  return arith::OrIOp::create(b, isLarger, arith::AndIOp::create(b, isEqual, isEarlier));
}

/// The first element of `row` behind the element `before` at `beforeAt` (-1: none).
SmallVector<Value> TopConversion::findBest(Value row, Value before, Value beforeAt) {
  Value none = index(-1);
  SmallVector<Value> state = {before, none};
  return loop(columns, state, [&](Value at, ValueRange best) -> SmallVector<Value> {
    Value x = tensor::ExtractOp::create(b, input, ValueRange{row, at});
    auto isNone = [&](Value position) {
      return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, position, none);
    };
    Value isBehind = arith::OrIOp::create(b, isNone(beforeAt), precedes(before, beforeAt, x, at));
    Value isBetter = arith::OrIOp::create(b, isNone(best[1]), precedes(x, at, best[0], best[1]));
    Value wins = arith::AndIOp::create(b, isBehind, isBetter);
    return {selectOf(b, wins, x, best[0]), selectOf(b, wins, at, best[1])};
  });
}

SmallVector<Value> TopConversion::convert() {
  input = c.reshape(c.input(0), {rows, columns});
  Type element = c.element(0), position = c.resultElement(1);
  SmallVector<Value> results = {c.filled({rows, count}, element, 0),
                                c.filled({rows, count}, position, 0)};
  return loop(rows, results, [&](Value row, ValueRange all) {
    SmallVector<Value> state(all);
    state.append({arith::ConstantOp::create(b, b.getZeroAttr(element)), index(-1)});
    state = loop(count, state, [&](Value k, ValueRange s) -> SmallVector<Value> {
      SmallVector<Value> best = findBest(row, s[2], s[3]);
      Value at = arith::IndexCastOp::create(b, position, best[1]);
      return {tensor::InsertOp::create(b, best[0], s[0], ValueRange{row, k}),
              tensor::InsertOp::create(b, at, s[1], ValueRange{row, k}), best[0], best[1]};
    });
    state.resize(2);
    return state;
  });
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
  SmallVector<Value> results = TopConversion(c, rows, columns, *count).convert();
  for (Value &result : results)
    result = c.reshape(result, shape);
  return c.replace(results);
}

void sinter::populateTfliteSearch(TfliteTable &table) {
  table.add("ARG_MAX", convertArgReduction<true>, 2);
  table.add("ARG_MIN", convertArgReduction<false>, 2);
  table.add("TOPK_V2", convertTop, 2);
}
