//===- DetectionPicks.cpp - Taking the best boxes one by one --------------===//
//
// A loop takes the highest score that is left and lowers those that it rules out below all
// others. Scores below the threshold start there. That takes the same boxes in the same
// order as to sort them first.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Detection.h"

using namespace mlir;
using namespace sinter;

static Value lowest(ScalarBuilder &b) {
  return arith::ConstantOp::create(b, lowestOf(b.getF32Type(), Number::Float));
}

Value sinter::isPick(ScalarBuilder &b, Value score) {
  return compareOf(b, Number::Float, Relation::Greater, score, lowest(b));
}

/// Element `position` of a row of `table`.
static Value entryOf(ScalarBuilder &b, Value table, Value row, Value position) {
  Value at = arith::IndexCastOp::create(b, b.getIndexType(), position);
  return tensor::ExtractOp::create(b, table, ValueRange{row, at});
}

/// Says whether two boxes of corners y, x, y, x share more than `threshold` of their union.
static Value overlap(ScalarBuilder &b, ValueRange x, ValueRange y, double threshold) {
  Type f32 = b.getF32Type();
  Value zero = constantOf(b, f32, 0);
  auto area = [&](ValueRange box) {
    return mulOf(b, subOf(b, box[2], box[0]), subOf(b, box[3], box[1]));
  };
  auto shared = [&](unsigned axis) {
    Value low = maxOf(b, Number::Float, x[axis], y[axis]);
    Value high = minOf(b, Number::Float, x[axis + 2], y[axis + 2]);
    return maxOf(b, Number::Float, subOf(b, high, low), zero);
  };
  Value areaX = area(x), areaY = area(y), common = mulOf(b, shared(0), shared(1));
  Value all = subOf(b, addOf(b, areaX, areaY), common);
  Value part = divOf(b, Number::Float, common, all);
  Value isReal =
      arith::AndIOp::create(b, compareOf(b, Number::Float, Relation::Greater, areaX, zero),
                            compareOf(b, Number::Float, Relation::Greater, areaY, zero));
  Value isMore =
      compareOf(b, Number::Float, Relation::Greater, part, constantOf(b, f32, threshold));
  return arith::AndIOp::create(b, isReal, isMore);
}

/// The scores that are left after each row took its number at `taken`.
static Value ruleOut(TensorBuilder &c, Value scores, Value taken, const Overlaps &overlaps) {
  AffineExpr row = c.b.getAffineDimExpr(0), position = c.b.getAffineDimExpr(1);
  auto map = [&](ArrayRef<AffineExpr> results) {
    return AffineMap::get(2, 0, results, c.b.getContext());
  };
  SmallVector<Value> inputs = {scores, taken};
  SmallVector<AffineMap> maps = {map({row, position}), map({row})};
  if (overlaps.boxes) {
    // The corners of what was taken, [4, rows].
    int64_t rows = shapeOf(scores)[0];
    Value chosen = pointwise(c, {4, rows}, taken, selectDims(c, 2, {1}), c.b.getF32Type(),
                             [&](ScalarBuilder &b, ValueRange s) {
                               Value corner = linalg::IndexOp::create(b, 0);
                               return entryOf(b, overlaps.boxes, corner, s[0]);
                             });
    for (int64_t i = 0; i < 4; ++i) {
      inputs.push_back(overlaps.boxes);
      maps.push_back(map({c.b.getAffineConstantExpr(i), position}));
    }
    for (int64_t i = 0; i < 4; ++i) {
      inputs.push_back(chosen);
      maps.push_back(map({c.b.getAffineConstantExpr(i), row}));
    }
  }
  return pointwise(
      c, shapeOf(scores), inputs, maps, c.b.getF32Type(), [&](ScalarBuilder &b, ValueRange s) {
        Value here = arith::IndexCastOp::create(b, b.getI32Type(), linalg::IndexOp::create(b, 1));
        Value isOut = compareOf(b, Number::Signed, Relation::Equal, here, s[1]);
        if (overlaps.boxes)
          isOut = arith::OrIOp::create(
              b, isOut, overlap(b, s.slice(2, 4), s.slice(6, 4), overlaps.threshold));
        return selectOf(b, isOut, lowest(b), s[0]);
      });
}

Picks sinter::pickBest(TensorBuilder &c, Value scores, int64_t count, const Overlaps &overlaps,
                       double threshold) {
  ImplicitLocOpBuilder &b = c.b;
  Type f32 = b.getF32Type(), i32 = b.getI32Type();
  int64_t rows = shapeOf(scores)[0];
  Value left = pointwise(c, shapeOf(scores), scores, b.getMultiDimIdentityMap(2), f32,
                         [&](ScalarBuilder &b, ValueRange s) {
                           Value isEnough = compareOf(b, Number::Float, Relation::GreaterOrEqual,
                                                      s[0], constantOf(b, f32, threshold));
                           return selectOf(b, isEnough, s[0], lowest(b));
                         });
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  auto loop = scf::ForOp::create(
      b, constant(0), constant(count), constant(1),
      ValueRange{left, c.empty({count, rows}, i32), c.empty({count, rows}, f32)});
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value now = loop.getRegionIterArg(0);
    Value taken = bestPosition(c, now, Number::Float, 1, /*isMax=*/true, /*last=*/false, i32);
    Value score = pointwise(c, {rows}, taken, b.getMultiDimIdentityMap(1), f32,
                            [&](ScalarBuilder &b, ValueRange s) {
                              return entryOf(b, now, linalg::IndexOp::create(b, 0), s[0]);
                            });
    SmallVector<OpFoldResult> starts = {loop.getInductionVar(), b.getIndexAttr(0)};
    SmallVector<OpFoldResult> sizes = {b.getIndexAttr(1), b.getIndexAttr(rows)};
    SmallVector<OpFoldResult> strides(2, b.getIndexAttr(1));
    auto insert = [&](Value row, Value all) -> Value {
      return tensor::InsertSliceOp::create(b, row, all, starts, sizes, strides);
    };
    scf::YieldOp::create(b, ValueRange{ruleOut(c, now, taken, overlaps),
                                       insert(taken, loop.getRegionIterArg(1)),
                                       insert(score, loop.getRegionIterArg(2))});
  }
  return {loop.getResult(1), loop.getResult(2)};
}
