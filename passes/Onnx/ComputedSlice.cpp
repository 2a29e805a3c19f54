//===- ComputedSlice.cpp - Slices as long as a call says ------------------===//
//
// Bounds that are computed, or constant ones along an axis that may be shorter, are clamped in the
// run. How many elements there are becomes a dim.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/ComputedSlice.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"
#include "passes/Tensor/Selection.h"

using namespace mlir;
using namespace sinter;

bool sinter::isSliceComputed(NodeConversion &c, int64_t size, const SliceBound &start,
                             const SliceBound &end) {
  if (start.tensor || end.tensor)
    return true;
  if (!c.dims().isComputed({size, start.constant, end.constant}))
    return false;
  int64_t least = leastOf(c.dims(), size);
  return llvm::any_of(ArrayRef<int64_t>{start.constant, end.constant}, [&](int64_t bound) {
    if (c.dims().isComputed(bound) && bound != size)
      return true;
    if (least == size || c.dims().isSymbolic(bound))
      return false;
    return std::abs(std::max(bound, -INT64_MAX)) > least && bound < size && bound > -size;
  });
}

namespace {
/// What a slice takes of an axis.
struct TakenRange {
  Value first, count; ///< Indices.
};
} // namespace

/// Returns `bound` of an axis of `size` elements, negative ones from the end, between `low` and
/// `high`.
static Value clampBound(ScalarBuilder &b, const SliceBound &bound, Value size, Value low,
                        Value high) {
  Value value;
  if (bound.tensor) {
    Value element = tensor::ExtractOp::create(b, bound.tensor, indexOf(b, bound.element));
    value = arith::IndexCastOp::create(b, b.getIndexType(), element);
  } else {
    value = sizeOf(b, bound.constant);
  }
  Value zero = indexOf(b, 0);
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, value, zero);
  Value fromEnd = arith::AddIOp::create(b, value, size);
  value = arith::SelectOp::create(b, isNegative, fromEnd, value);
  value = arith::MinSIOp::create(b, value, high);
  return arith::MaxSIOp::create(b, value, low);
}

static TakenRange findRange(ScalarBuilder &b, int64_t extent, const SliceBound &start,
                            const SliceBound &end, int64_t step) {
  Value size = sizeOf(b, extent), zero = indexOf(b, 0), one = indexOf(b, 1);
  Value last = arith::SubIOp::create(b, size, one), none = indexOf(b, -1), first, distance;
  if (step > 0) {
    first = clampBound(b, start, size, zero, size);
    distance = arith::SubIOp::create(b, clampBound(b, end, size, zero, size), first);
  } else {
    first = clampBound(b, start, size, zero, last);
    distance = arith::SubIOp::create(b, first, clampBound(b, end, size, none, last));
    // Of no elements, not even the first is taken.
    distance = arith::MinSIOp::create(b, distance, size);
  }
  Value whole = arith::AddIOp::create(b, arith::MaxSIOp::create(b, distance, zero),
                                      indexOf(b, std::abs(step) - 1));
  return {first, arith::DivUIOp::create(b, whole, indexOf(b, std::abs(step)))};
}

FailureOr<Value> sinter::sliceComputed(NodeConversion &c, Value data, int64_t axis,
                                       const SliceBound &start, const SliceBound &end,
                                       int64_t step) {
  SmallVector<int64_t> shape(shapeOf(data));
  int64_t size = shape[axis], bound = size;
  if (productOf(shape) == 0)
    return c.unsupported("bounds of a slice of an empty tensor are computed");
  if (std::abs(step) > (1 << 30))
    return c.unsupported("a step of " + Twine(step) + " is not possible");
  // Between two constants there are no more than their distance.
  if (!start.tensor && !end.tensor && (start.constant < 0) == (end.constant < 0) &&
      !c.dims().isSymbolic({start.constant, end.constant}))
    bound = std::min(size, std::abs(end.constant - start.constant));
  if (bound == 0) {
    shape[axis] = 0;
    return c.empty(shape, elementOf(data));
  }
  Type position = c.b.getI64Type();
  Value count = pointwise(c, {1}, {}, {}, position, [&](ScalarBuilder &b, ValueRange) -> Value {
    return arith::IndexCastOp::create(b, position, findRange(b, size, start, end, step).count);
  });
  std::optional<int64_t> length = c.countedDim(count, bound);
  if (!length)
    return failure();
  shape[axis] = *length;
  return c.indexed(data, shape, [&](ScalarBuilder &b, ValueRange at) {
    SmallVector<Value> from(at);
    Value distance = arith::MulIOp::create(b, at[axis], indexOf(b, step));
    Value first = findRange(b, size, start, end, step).first;
    from[axis] = arith::AddIOp::create(b, first, distance);
    return from;
  });
}
