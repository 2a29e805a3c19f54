//===- RunningSums.cpp - Sums of all elements up to each ------------------===//
//
// A running sum over n elements in log2(n) elementwise steps: after the step of
// width w, each element holds the sum of the last 2w elements. Each step adds
// the tensor to itself, shifted.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/RunningSums.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

/// Moves the elements of dim `axis` by `width` up, or down if `reverse`; zeros
/// come in and as many elements drop out.
static Value shift(TensorBuilder &c, Value input, int64_t axis, int64_t width, bool reverse) {
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

Value sinter::runningSums(TensorBuilder &c, Value input, int64_t axis, bool exclusive,
                          bool reverse) {
  ArrayRef<int64_t> shape = shapeOf(input);
  if (productOf(shape) == 0)
    return input;
  Value sums = exclusive ? shift(c, input, axis, 1, reverse) : input;
  AffineMap identity = c.b.getMultiDimIdentityMap(shape.size());
  for (int64_t width = 1; width < shape[axis]; width *= 2)
    sums = pointwise(c, shape, {sums, shift(c, sums, axis, width, reverse)}, {identity, identity},
                     elementOf(input),
                     [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], s[1]); });
  return sums;
}
