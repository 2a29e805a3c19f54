//===- Scan.cpp - CumSum --------------------------------------------------===//
//
// A running sum over n elements in log2(n) elementwise steps: after the step of
// width w, each element holds the sum of the last 2w elements. Each step adds
// the tensor to itself, shifted.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

/// Moves the elements of dim `axis` by `width` up, or down if `reverse`; zeros
/// come in and as many elements drop out.
static Value shift(NodeConversion &c, Value input, int64_t axis, int64_t width, bool reverse) {
  ArrayRef<int64_t> shape = shapeOf(input);
  if (shape[axis] <= width)
    return c.filled(shape, elementOf(input), 0);
  SmallVector<int64_t> sizes(shape), offsets(shape.size(), 0), strides(shape.size(), 1);
  SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0);
  sizes[axis] -= width;
  (reverse ? offsets : low)[axis] = width;
  if (reverse)
    high[axis] = width;
  MLIRContext *context = c.b.getContext();
  Value kept = tensor::ExtractSliceOp::create(c.b, input, getAsIndexOpFoldResult(context, offsets),
                                              getAsIndexOpFoldResult(context, sizes),
                                              getAsIndexOpFoldResult(context, strides));
  return c.pad(kept, low, high, 0);
}

static LogicalResult convertCumSum(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed, Number::Unsigned})))
    return failure();
  std::optional<SmallVector<int64_t>> given = c.constantInts(1);
  if (!given || given->size() != 1)
    return c.unsupported("axis is not constant", "fold the input 'axis' into an initializer");
  int64_t rank = c.shape(0).size();
  std::optional<int64_t> axis = c.axis(given->front(), rank);
  if (!axis)
    return failure();
  bool reverse = c.intAttr("reverse", 0) != 0;
  int64_t length = c.shape(0)[*axis];
  if (productOf(c.shape(0)) == 0)
    return c.replace(c.input(0));

  Value sums = c.input(0);
  if (c.intAttr("exclusive", 0))
    sums = shift(c, sums, *axis, 1, reverse);
  AffineMap identity = c.b.getMultiDimIdentityMap(rank);
  for (int64_t width = 1; width < length; width *= 2)
    sums = pointwise(c, c.shape(0), {sums, shift(c, sums, *axis, width, reverse)},
                     {identity, identity}, c.elementType(0),
                     [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], s[1]); });
  return c.replace(sums);
}

void sinter::populateScanConverters(ConverterTable &table) {
  table.add("CumSum", 11, convertCumSum);
}
