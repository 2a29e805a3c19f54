//===- RunningSums.cpp - Sums and products of all elements up to each -----===//
//
// A running sum over n elements in log2(n) elementwise steps: after the step of
// width w, each element holds the sum of the last 2w elements. Each step adds
// the tensor to itself, shifted. Products likewise.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/RunningSums.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

namespace {
/// How elements are combined, and the number that changes nothing.
struct Combination {
  Value (*combine)(ScalarBuilder &, Value, Value);
  double neutral;
};
} // namespace

/// Moves the elements of dim `axis` by `width` up, or down if `reverse`; as many elements drop out
/// as copies of `neutral` come in.
static Value shift(TensorBuilder &c, Value input, int64_t axis, int64_t width, bool reverse,
                   double neutral) {
  ArrayRef<int64_t> shape = shapeOf(input);
  if (shape[axis] <= width)
    return c.filled(shape, elementOf(input), neutral);
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
  return c.pad(kept, low, high, neutral);
}

static Value combineRunning(TensorBuilder &c, Value input, int64_t axis, bool exclusive,
                            bool reverse, const Combination &by) {
  ArrayRef<int64_t> shape = shapeOf(input);
  if (productOf(shape) == 0)
    return input;
  Value results = exclusive ? shift(c, input, axis, 1, reverse, by.neutral) : input;
  AffineMap identity = c.b.getMultiDimIdentityMap(shape.size());
  for (int64_t width = 1; width < shape[axis]; width *= 2) {
    Value others = shift(c, results, axis, width, reverse, by.neutral);
    results = pointwise(c, shape, {results, others}, {identity, identity}, elementOf(input),
                        [&](ScalarBuilder &b, ValueRange s) { return by.combine(b, s[0], s[1]); });
  }
  return results;
}

Value sinter::runningSums(TensorBuilder &c, Value input, int64_t axis, bool exclusive,
                          bool reverse) {
  return combineRunning(c, input, axis, exclusive, reverse, {addOf, 0});
}

Value sinter::runningProducts(TensorBuilder &c, Value input, int64_t axis, bool exclusive,
                              bool reverse) {
  return combineRunning(c, input, axis, exclusive, reverse, {mulOf, 1});
}
