//===- TopK.cpp - TopK ----------------------------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/TopElements.h"

using namespace mlir;
using namespace sinter;

/// Results that need not be sorted are.
static LogicalResult convertTopK(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  std::optional<SmallVector<int64_t>> given = c.constantInts(1);
  if (c.opset() < 10)
    given = SmallVector<int64_t>{c.intAttr("k", -1)};
  if (!given || given->size() != 1)
    return c.unsupported("k is computed at run time", "fold the input 'K' into an initializer");
  SmallVector<int64_t> shape(c.shape(0)), order;
  int64_t rank = shape.size(), count = given->front();
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", -1), rank);
  if (!axis)
    return failure();
  if (count < 0 || count > shape[*axis])
    return c.unsupported("k is " + Twine(count) + " for an axis of " + Twine(shape[*axis]) +
                         " elements");
  for (int64_t i = 0; i < rank; ++i)
    order.push_back(i == *axis ? rank - 1 : i == rank - 1 ? *axis : i);
  Value moved = c.transpose(c.input(0), order);
  SmallVector<int64_t> rowsShape(shapeOf(moved));
  int64_t columns = rowsShape.back();
  rowsShape.back() = count;
  shape[*axis] = count;
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

void sinter::populateTopKConverters(ConverterTable &table) { table.add("TopK", 1, convertTopK); }
