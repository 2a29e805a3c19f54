//===- Determinant.cpp - Det ----------------------------------------------===//
//
// Elimination with pivots: a step finds the largest number of a column, exchanges
// rows in what it reads, and subtracts multiples of the pivot's row from those below.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"

using namespace mlir;
using namespace sinter;

/// The row, for each matrix, whose number in column `step` is largest, as i64 [batch].
static Value findPivot(TensorBuilder &c, Value matrices, Value step) {
  ArrayRef<int64_t> shape = shapeOf(matrices);
  Type element = elementOf(matrices);
  Value sizes = pointwise(c, shape.drop_back(), {}, {}, element, [&](ScalarBuilder &b, ValueRange) {
    Value at[] = {linalg::IndexOp::create(b, 0), linalg::IndexOp::create(b, 1), step};
    Value number = absOf(b, Number::Float, tensor::ExtractOp::create(b, matrices, at));
    Value isDone = compareOf(b, Number::Signed, Relation::Less, at[1], step);
    return selectOf(b, isDone, constantOf(b, element, -1), number);
  });
  return bestPosition(c, sizes, Number::Float, 1, /*isMax=*/true, /*last=*/false, c.b.getI64Type());
}

static Value pivotRow(ScalarBuilder &b, Value pivots, Value batch) {
  Value row = tensor::ExtractOp::create(b, pivots, batch);
  return arith::IndexCastOp::create(b, b.getIndexType(), row);
}

/// Exchanges row `step` with the pivot's and makes the column below it 0.
static Value eliminate(TensorBuilder &c, Value matrices, Value step, Value pivots) {
  Type element = elementOf(matrices);
  return pointwise(
      c, shapeOf(matrices), {}, {}, element, [&](ScalarBuilder &b, ValueRange) -> Value {
        Value batch = linalg::IndexOp::create(b, 0), row = linalg::IndexOp::create(b, 1);
        Value column = linalg::IndexOp::create(b, 2), pivot = pivotRow(b, pivots, batch);
        auto read = [&](Value i, Value j) -> Value {
          return tensor::ExtractOp::create(b, matrices, ValueRange{batch, i, j});
        };
        Value isStep = compareOf(b, Number::Signed, Relation::Equal, row, step);
        Value isPivot = compareOf(b, Number::Signed, Relation::Equal, row, pivot);
        Value from = selectOf(b, isStep, pivot, selectOf(b, isPivot, step, row));
        Value zero = constantOf(b, element, 0), head = read(pivot, step),
              number = read(from, column);
        // A column of zeros stays as it is: the determinant is 0 already.
        Value isZero = compareOf(b, Number::Float, Relation::Equal, head, zero);
        Value safe = selectOf(b, isZero, constantOf(b, element, 1), head);
        Value factor = divOf(b, Number::Float, read(from, step), safe);
        Value isBelow = compareOf(b, Number::Signed, Relation::Greater, row, step);
        Value reduced = subOf(b, number, mulOf(b, factor, read(pivot, column)));
        return selectOf(b, isBelow, reduced, number);
      });
}

static LogicalResult convertDet(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.size() < 2 || shape.back() != shape[shape.size() - 2] || productOf(shape) == 0)
    return c.unsupported("input of shape " + shapeText(shape) + " does not hold square matrices");
  int64_t size = shape.back(), batch = productOf(shape.drop_back(2));
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value matrices = floatCastTensor(c, c.reshape(c.input(0), {batch, size, size}), compute);
  Value ones = c.filled({batch}, compute, 1);

  ImplicitLocOpBuilder &b = c.b;
  auto loop = scf::ForOp::create(b, indexOf(b, 0), indexOf(b, size), indexOf(b, 1),
                                 ValueRange{matrices, ones});
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value step = loop.getInductionVar(), current = loop.getRegionIterArg(0);
    Value pivots = findPivot(c, current, step);
    AffineMap identity = b.getMultiDimIdentityMap(1);
    Value product = pointwise(
        c, {batch}, loop.getRegionIterArg(1), identity, compute,
        [&](ScalarBuilder &inner, ValueRange s) {
          Value at = linalg::IndexOp::create(inner, 0), pivot = pivotRow(inner, pivots, at);
          Value number = tensor::ExtractOp::create(inner, current, ValueRange{at, pivot, step});
          Value moved = mulOf(inner, s[0], number);
          Value stays = compareOf(inner, Number::Signed, Relation::Equal, pivot, step);
          return selectOf(inner, stays, moved, arith::NegFOp::create(inner, moved));
        });
    scf::YieldOp::create(b, ValueRange{eliminate(c, current, step, pivots), product});
  }
  return c.replace(c.reshape(floatCastTensor(c, loop.getResult(1), element), shape.drop_back(2)));
}

void sinter::populateDeterminantConverters(ConverterTable &table) {
  table.add("Det", 11, convertDet);
}
