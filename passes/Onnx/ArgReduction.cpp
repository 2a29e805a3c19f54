//===- ArgReduction.cpp - ArgMax, ArgMin ----------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/BestPosition.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

template <bool isMax> static LogicalResult convertArgReduction(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), shape.size());
  if (!axis)
    return failure();
  if (shape[*axis] == 0)
    return c.unsupported("axis " + Twine(*axis) + " of shape " + shapeText(shape) +
                         " has no elements");
  bool last = c.intAttr("select_last_index", 0) != 0;
  Value result = bestPosition(c, c.input(0), numberOf(c), *axis, isMax, last, c.b.getI64Type());
  if (c.intAttr("keepdims", 1)) {
    shape[*axis] = 1;
    result = c.reshape(result, shape);
  }
  return c.replace(result, /*isUnsigned=*/false);
}

void sinter::populateArgReductionConverters(ConverterTable &table) {
  table.add("ArgMax", 1, convertArgReduction<true>);
  table.add("ArgMin", 1, convertArgReduction<false>);
}
