//===- CumSum.cpp - CumSum, CumProd ---------------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/RunningSums.h"

using namespace mlir;
using namespace sinter;

/// `combine` is runningSums or runningProducts.
template <auto combine> static LogicalResult convertRunning(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  std::optional<SmallVector<int64_t>> given = c.constantInts(1);
  if (!given || given->size() != 1)
    return c.unsupported("axis is not constant", "fold the input 'axis' into an initializer");
  std::optional<int64_t> axis = c.axis(given->front(), c.shape(0).size());
  if (!axis)
    return failure();
  return c.replace(
      combine(c, c.input(0), *axis, c.intAttr("exclusive", 0) != 0, c.intAttr("reverse", 0) != 0));
}

void sinter::populateCumSumConverters(ConverterTable &table) {
  table.add("CumSum", 11, convertRunning<runningSums>);
  table.add("CumProd", 26, convertRunning<runningProducts>);
}
