//===- Search.cpp - ARG_MAX, ARG_MIN, TOPK_V2 -----------------------------===//

#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/TopElements.h"
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
  SmallVector<Value> results = topElements(c, c.reshape(c.input(0), {rows, columns}), c.number(0),
                                           *count, c.resultElement(1));
  for (Value &result : results)
    result = c.reshape(result, shape);
  return c.replace(results);
}

void sinter::populateTfliteSearch(TfliteTable &table) {
  table.add("ARG_MAX", convertArgReduction<true>, 2);
  table.add("ARG_MIN", convertArgReduction<false>, 2);
  table.add("TOPK_V2", convertTop, 2);
}
