//===- OneHot.cpp - OneHot, Hardmax ---------------------------------------===//
//
// Both compare positions along an axis with an index per row.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Casts.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// A tensor of `shape` that is the second of `values` where the position along `axis` is that in
/// `positions` (i64, without the axis), the first elsewhere; 1 and 0 without values.
static Value mark(NodeConversion &c, ArrayRef<int64_t> shape, int64_t axis, Value positions,
                  ValueRange values, Type element) {
  int64_t rank = shape.size();
  SmallVector<Value> inputs = {positions};
  SmallVector<AffineMap> maps = {selectDims(c, rank, otherDims(rank, axis))};
  llvm::append_range(inputs, values);
  maps.append(values.size(), selectDims(c, rank, {}));
  return pointwise(c, shape, inputs, maps, element, [&](ScalarBuilder &b, ValueRange s) {
    Value here = arith::IndexCastOp::create(b, b.getI64Type(), linalg::IndexOp::create(b, axis));
    Value isIt = compareOf(b, Number::Signed, Relation::Equal, here, s[0]);
    Value off = s.size() > 1 ? s[1] : constantOf(b, element, 0);
    Value on = s.size() > 1 ? s[2] : constantOf(b, element, 1);
    return selectOf(b, isIt, on, off);
  });
}

/// Indices out of range mark nothing; negative ones count from the end.
static LogicalResult convertOneHot(NodeConversion &c) {
  std::optional<SmallVector<int64_t>> depths = c.constantInts(1);
  if (!depths)
    if (std::optional<double> depth = c.constantFloat(1); depth && *depth == std::floor(*depth))
      depths = SmallVector<int64_t>{int64_t(*depth)};
  if (!depths || depths->size() != 1 || depths->front() < 0)
    return c.unsupported("the depth is not one constant number",
                         "fold the input 'depth' into an initializer");
  int64_t depth = depths->front(), rank = c.shape(0).size() + 1;
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", -1), rank);
  if (!axis)
    return failure();
  if (c.shape(2) != ArrayRef<int64_t>{2})
    return c.unsupported("input 'values' does not hold two numbers");
  SmallVector<int64_t> shape(c.shape(0));
  shape.insert(shape.begin() + *axis, depth);
  if (failed(c.checkSize(shape, c.elementType(2))) ||
      failed(checkNumber(c, 0, {Number::Signed, Number::Unsigned, Number::Float})))
    return failure();
  Value indices = castTensor(c, c.input(0), c.isUnsigned(0), {c.b.getI64Type(), false});
  FailureOr<Value> positions =
      c.elementwise({indices}, c.b.getI64Type(), [&](ScalarBuilder &b, ValueRange s) {
        Value zero = constantOf(b, b.getI64Type(), 0);
        Value isNegative = compareOf(b, Number::Signed, Relation::Less, s[0], zero);
        return selectOf(b, isNegative, addOf(b, s[0], constantOf(b, b.getI64Type(), depth)), s[0]);
      });
  Value off = c.reshape(c.slice(c.input(2), {0}, {1}), {});
  Value on = c.reshape(c.slice(c.input(2), {1}, {1}), {});
  return c.replace(mark(c, shape, *axis, *positions, {off, on}, c.elementType(2)), c.isUnsigned(2));
}

/// 1 at the first largest element of each row. Before opset 13 all dims from `axis` on are one row.
static LogicalResult convertHardmax(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  SmallVector<int64_t> shape(c.shape(0)), rows = shape;
  if (shape.empty() || productOf(shape) == 0)
    return c.unsupported("input of shape " + shapeText(shape) + " has no largest element");
  bool joinsDims = c.opset() < 13;
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", joinsDims ? 1 : -1), shape.size());
  if (!axis)
    return failure();
  Value input = c.input(0);
  if (joinsDims) {
    int64_t count = productOf(ArrayRef(shape).take_front(*axis));
    rows = {count, productOf(shape) / count};
    input = c.reshape(input, rows);
    axis = 1;
  }
  Value best = bestPosition(c, input, Number::Float, *axis, /*isMax=*/true, /*last=*/false,
                            c.b.getI64Type());
  return c.replace(c.reshape(mark(c, rows, *axis, best, {}, c.elementType(0)), shape));
}

void sinter::populateOneHotConverters(ConverterTable &table) {
  table.add("OneHot", 9, convertOneHot, 3);
  table.add("Hardmax", 1, convertHardmax);
}
