//===- Unique.cpp - Unique ------------------------------------------------===//
//
// Elements, or slices along an axis, are sorted by merging ever longer runs of them. Equal ones
// are neighbours then, the first of them in front. One more loop goes through them in the order of
// the result and counts.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"
#include "passes/Tensor/LoopNest.h"
#include "passes/Tensor/Selection.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Slices are rows of a matrix here.
class UniqueRows {
public:
  UniqueRows(TensorBuilder &c, Value matrix, Number number)
      : c(c), b(c.b), matrix(matrix), number(number), rows(shapeOf(matrix)[0]),
        columns(shapeOf(matrix)[1]), position(c.b.getI64Type()) {}

  /// Computes `firsts`, `inverse`, `counts` and how many rows differ.
  void build(bool isSorted);

  Value firsts, inverse, counts, count;

private:
  Value sortRows();
  Value mergeRuns(Value order, Value pass, Value width, Value run);
  Value findFirsts(Value order);
  Value compareRows(Value x, Value y);

  Value index(int64_t value) { return indexOf(b, value); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value min(Value x, Value y) { return arith::MinSIOp::create(b, x, y); }
  Value isLess(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, y);
  }
  Value choose(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }

  TensorBuilder &c;
  ScalarBuilder &b;
  Value matrix;
  Number number;
  int64_t rows, columns;
  Type position;
};

} // namespace

/// Returns -1, 0 or 1, as an integer, as row x is less than row y, equal or greater: the first
/// column in which they differ decides.
Value UniqueRows::compareRows(Value x, Value y) {
  auto compare = [&](Value column) -> Value {
    Value left = elementAt(b, matrix, {x, column}), right = elementAt(b, matrix, {y, column});
    Value isLower = compareOf(b, number, Relation::Less, left, right);
    Value isHigher = compareOf(b, number, Relation::Greater, left, right);
    Value zero = constantOf(b, position, 0), one = constantOf(b, position, 1);
    return choose(isLower, constantOf(b, position, -1), choose(isHigher, one, zero));
  };
  if (columns == 1)
    return compare(index(0));
  Value zero = constantOf(b, position, 0);
  return loopFrom(b, index(0), sizeOf(b, columns), zero,
                  [&](Value column, ValueRange carried) -> SmallVector<Value> {
                    Value isOpen = compareOf(b, Number::Signed, Relation::Equal, carried[0],
                                             constantOf(b, position, 0));
                    return {choose(isOpen, compare(column), carried[0])};
                  })[0];
}

/// Merges each two runs of `width` rows of one line of `order` to one run of the other line.
Value UniqueRows::mergeRuns(Value order, Value pass, Value width, Value runs) {
  Value from = arith::RemUIOp::create(b, pass, index(2));
  Value to = arith::SubIOp::create(b, index(1), from);
  auto mergeTwo = [&](Value run, ValueRange carried) -> SmallVector<Value> {
    Value all = sizeOf(b, rows), last = arith::SubIOp::create(b, all, index(1));
    Value low = arith::MulIOp::create(b, run, add(width, width));
    Value middle = min(add(low, width), all), high = min(add(middle, width), all);
    auto takeNext = [&](Value at, ValueRange state) -> SmallVector<Value> {
      Value left = state[1], right = state[2];
      Value x = positionAt(b, state[0], {from, min(left, last)});
      Value y = positionAt(b, state[0], {from, min(right, last)});
      Value isGreater = compareOf(b, Number::Signed, Relation::Greater, compareRows(x, y),
                                  constantOf(b, position, 0));
      Value hasLeft = isLess(left, middle), hasRight = isLess(right, high);
      Value takesRight = arith::AndIOp::create(b, hasRight, isGreater);
      takesRight = choose(hasLeft, takesRight, hasRight);
      Value step = oneIf(b, takesRight);
      Value next = withElement(b, state[0], {to, at}, choose(takesRight, y, x));
      return {next, add(left, arith::SubIOp::create(b, index(1), step)), add(right, step)};
    };
    return {loopFrom(b, low, high, {carried[0], low, middle}, takeNext)[0]};
  };
  return loopFrom(b, index(0), runs, order, mergeTwo)[0];
}

/// Returns the rows in order in the first of two lines.
Value UniqueRows::sortRows() {
  Value order = pointwise(c, {2, rows}, {}, {}, position, [&](ScalarBuilder &inner, ValueRange) {
    return arith::IndexCastOp::create(inner, position, linalg::IndexOp::create(inner, 1))
        .getResult();
  });
  // Passes go in pairs, so that the last one ends in the first line.
  int64_t passes = 62;
  if (!exec::SymbolicDims::get(b.getInsertionBlock()->getParentOp()).isSymbolic(rows))
    passes = llvm::alignTo(llvm::Log2_64_Ceil(rows), 2);
  return loopFrom(
      b, index(0), index(passes), order, [&](Value pass, ValueRange carried) -> SmallVector<Value> {
        Value width = arith::ShLIOp::create(b, index(1), pass);
        Value even = arith::AndIOp::create(b, pass, index(-2));
        Value isNeeded = isLess(arith::ShLIOp::create(b, index(1), even), sizeOf(b, rows));
        Value runs = arith::DivUIOp::create(
            b, add(sizeOf(b, rows), add(width, arith::SubIOp::create(b, width, index(1)))),
            add(width, width));
        runs = choose(isNeeded, runs, index(0));
        return {mergeRuns(carried[0], pass, width, runs)};
      })[0];
}

/// Returns for each row the first one that equals it.
Value UniqueRows::findFirsts(Value order) {
  return loopFrom(b, index(0), sizeOf(b, rows), c.empty({rows}, position),
                  [&](Value at, ValueRange carried) -> SmallVector<Value> {
                    Value zero = index(0);
                    Value before =
                        arith::MaxSIOp::create(b, arith::SubIOp::create(b, at, index(1)), zero);
                    Value row = positionAt(b, order, {zero, at});
                    Value other = positionAt(b, order, {zero, before});
                    Value isSame = compareOf(b, Number::Signed, Relation::Equal,
                                             compareRows(row, other), constantOf(b, position, 0));
                    isSame = arith::AndIOp::create(b, isSame, isLess(zero, at));
                    Value first = choose(isSame, positionAt(b, carried[0], other), row);
                    return {withElement(b, carried[0], row, first)};
                  })[0];
}

void UniqueRows::build(bool isSorted) {
  Value order = sortRows(), firstOf = findFirsts(order);
  SmallVector<Value> inits = {c.empty({rows}, position), c.empty({rows}, position),
                              c.empty({rows}, position), c.filled({1}, position, 0)};
  SmallVector<Value> results = loopFrom(
      b, index(0), sizeOf(b, rows), inits, [&](Value at, ValueRange carried) -> SmallVector<Value> {
        Value zero = index(0), one = index(1);
        Value row = isSorted ? positionAt(b, order, {zero, at}) : at;
        Value first = positionAt(b, firstOf, row), found = positionAt(b, carried[3], zero);
        Value isNew = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, first, row);
        // What is read of a place that nothing was written to is not taken.
        Value rank = choose(isNew, found, positionAt(b, carried[1], first));
        Value others = choose(isNew, zero, positionAt(b, carried[2], rank));
        // The last place may be taken already, by a row that stays there.
        Value place = min(found, arith::SubIOp::create(b, sizeOf(b, rows), one));
        Value stays = choose(isNew, row, positionAt(b, carried[0], place));
        return {withElement(b, carried[0], place, stays), withElement(b, carried[1], row, rank),
                withElement(b, carried[2], rank, add(others, one)),
                withElement(b, carried[3], zero, add(found, oneIf(b, isNew)))};
      });
  firsts = results[0], inverse = results[1], counts = results[2], count = results[3];
}

static LogicalResult convertUnique(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned, Number::Bool})))
    return failure();
  Value data = c.input(0);
  int64_t axis = 0;
  if (c.hasAttr("axis")) {
    std::optional<int64_t> given = c.axis(c.intAttr("axis", 0), c.shape(0).size());
    if (!given)
      return failure();
    axis = *given;
  } else {
    data = c.reshape(data, {productOf(c.shape(0))});
  }
  SmallVector<int64_t> shape(shapeOf(data)), order = {axis};
  int64_t rows = shape[axis], size = productOf(shape);
  if (size == 0)
    return c.unsupported("there is nothing to look at in an empty tensor");
  if (rows == 1) {
    auto type = RankedTensorType::get({1}, c.b.getI64Type());
    Value zero = c.integers(type, 0), results[] = {data, zero, zero, c.integers(type, 1)};
    return c.forward(ArrayRef(results).take_front(c.node.getNumResults()));
  }
  llvm::append_range(order, otherDims(shape.size(), axis));
  Value matrix = c.reshape(c.transpose(data, order), {rows, size / rows});
  Number number = numberOf(c);
  UniqueRows unique(c, matrix, number == Number::Bool ? Number::Unsigned : number);
  unique.build(c.intAttr("sorted", 1) != 0);
  std::optional<int64_t> count = c.countedDim(unique.count, rows);
  if (!count)
    return failure();
  Value results[] = {takeSelected(c, data, axis, unique.firsts, *count),
                     takeFirst(c, unique.firsts, *count), unique.inverse,
                     takeFirst(c, unique.counts, *count)};
  if (c.isUnsigned(0))
    c.setUnsigned(results[0]);
  return c.forward(ArrayRef(results).take_front(c.node.getNumResults()));
}

void sinter::populateUniqueConverters(ConverterTable &table) {
  table.add("Unique", 11, convertUnique);
}
