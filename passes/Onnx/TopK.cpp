//===- TopK.cpp - TopK ----------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"
#include "passes/Tensor/Selection.h"
#include "passes/Tensor/TopElements.h"

using namespace mlir;
using namespace sinter;

/// Returns a size that stands for a k that is computed: as many elements as there are, at most.
static std::optional<int64_t> countComputed(NodeConversion &c, int64_t extent) {
  if (productOf(c.shape(1)) != 1 || !c.elementType(1).isInteger(64)) {
    (void)c.unsupported("k must be one integer of 64 bits");
    return std::nullopt;
  }
  Value k = c.reshape(c.input(1), {1});
  AffineMap identity = c.b.getMultiDimIdentityMap(1);
  Value count =
      pointwise(c, {1}, k, identity, c.b.getI64Type(), [&](ScalarBuilder &b, ValueRange s) {
        Value most = arith::IndexCastOp::create(b, b.getI64Type(), sizeOf(b, extent));
        Value some = maxOf(b, Number::Signed, s[0], constantOf(b, b.getI64Type(), 0));
        return minOf(b, Number::Signed, some, most);
      });
  return c.countedDim(count, extent);
}

/// Takes the best `count` elements along `axis`.
static LogicalResult takeBest(NodeConversion &c, int64_t axis, int64_t count) {
  SmallVector<int64_t> shape(c.shape(0)), order;
  int64_t rank = shape.size();
  for (int64_t i = 0; i < rank; ++i)
    order.push_back(i == axis ? rank - 1 : i == rank - 1 ? axis : i);
  Value moved = c.transpose(c.input(0), order);
  SmallVector<int64_t> rowsShape(shapeOf(moved));
  int64_t columns = rowsShape.back();
  rowsShape.back() = count;
  shape[axis] = count;
  Type element = c.elementType(0), position = c.b.getI64Type();
  SmallVector<Value> results = {c.empty(shape, element), c.empty(shape, position)};
  if (productOf(shape) != 0) {
    int64_t rows = productOf(rowsShape) / count;
    results = topElements(c, c.reshape(moved, {rows, columns}), numberOf(c), count, position,
                          c.intAttr("largest", 1) != 0);
    for (Value &result : results)
      result = c.transpose(c.reshape(result, rowsShape), order);
  }
  if (c.isUnsigned(0))
    c.setUnsigned(results[0]);
  return c.forward(results);
}

/// Results that need not be sorted are.
static LogicalResult convertTopK(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  std::optional<SmallVector<int64_t>> given = c.constantInts(1);
  if (c.opset() < 10)
    given = SmallVector<int64_t>{c.intAttr("k", -1)};
  SmallVector<int64_t> shape(c.shape(0));
  int64_t rank = shape.size();
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", -1), rank);
  if (!axis)
    return failure();
  if (given && given->size() != 1)
    return c.unsupported("k must be one integer");
  if (!given && c.numInputs() < 2)
    return c.unsupported("k is missing");
  bool isComputed = !given || (c.dims().isComputed(*given) && given->front() != shape[*axis]);
  if (isComputed && productOf(shape) != 0) {
    std::optional<int64_t> counted = countComputed(c, shape[*axis]);
    return counted ? takeBest(c, *axis, *counted) : failure();
  }
  int64_t count = given ? given->front() : 0;
  if (!isComputed && (count < 0 || count > shape[*axis]))
    return c.unsupported("k is " + Twine(count) + " for an axis of " + Twine(shape[*axis]) +
                         " elements");
  return takeBest(c, *axis, count);
}

void sinter::populateTopKConverters(ConverterTable &table) { table.add("TopK", 1, convertTopK); }
