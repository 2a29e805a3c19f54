//===- SignalFrames.cpp - Operators that cut streams into frames ----------===//
//
// SignalFramer, SignalStacker, SignalDelay and SignalOverlapAdd keep the end of a stream
// from call to call. The reference has ring buffers; here state is the numbers in their
// order. A frame that is not complete yet holds what there is, after zeros; the second
// result says so.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/CustomOptions.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/SignalScalars.h"

using namespace mlir;
using namespace sinter;

/// Frames that are longer are not known to anyone.
static constexpr int64_t kMaxFrame = 1 << 24;

/// The input as rows along its last dimension, or null (having declined the operator).
static Value rowsOf(TfliteConversion &c, int64_t &count, int64_t &width) {
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.empty() || productOf(shape) == 0) {
    (void)c.unsupported("the input is empty");
    return {};
  }
  width = shape.back();
  count = productOf(shape.drop_back());
  return c.reshape(c.input(0), {count, width});
}

/// A scalar computed from a scalar.
static Value scalarOf(TfliteConversion &c, Value x, Type element, TensorBuilder::BodyFn body) {
  return pointwise(c, {}, x, c.b.getMultiDimIdentityMap(0), element, body);
}

//===----------------------------------------------------------------------===//
// SignalDelay
//===----------------------------------------------------------------------===//

static LogicalResult convertDelay(TfliteConversion &c) {
  if (!isSigned(c, 0, 16) || !c.resultElement().isInteger(16))
    return c.unsupportedTypes();
  FailureOr<int64_t> delay = customInt(c, "delay_length", 0, kMaxFrame);
  int64_t count = 0, width = 0;
  Value rows = failed(delay) ? Value() : rowsOf(c, count, width);
  if (!rows || *delay == 0)
    return rows ? c.replace(c.input(0)) : failure();
  if (failed(c.checkSize({count, width + *delay}, c.b.getI16Type())))
    return failure();
  OperatorState state(c, "delayed", zeroElements({count, *delay}, c.b.getI16Type()));
  Value all = c.concat({state.load(), rows}, 1);
  state.store(c.slice(all, {0, width}, {count, *delay}));
  return c.replace(c.reshape(c.slice(all, {0, 0}, {count, width}), c.shape(0)));
}

//===----------------------------------------------------------------------===//
// SignalFramer
//===----------------------------------------------------------------------===//

/// Says whether `needed` numbers have come in, and counts on.
static Value isComplete(TfliteConversion &c, int64_t step, int64_t added, int64_t kept,
                        int64_t needed) {
  Type i32 = c.b.getI32Type();
  if (needed <= step)
    return c.filled({}, c.b.getI1Type(), 1);
  OperatorState state(c, "count", zeroElements({}, i32));
  Value before = state.load();
  state.store(scalarOf(c, before, i32, [&](ScalarBuilder &b, ValueRange s) {
    Value sum = addOf(b, s[0], constantOf(b, i32, double(added)));
    return minOf(b, Number::Signed, sum, constantOf(b, i32, double(kept)));
  }));
  return scalarOf(c, before, c.b.getI1Type(), [&](ScalarBuilder &b, ValueRange s) {
    return compareOf(b, Number::Signed, Relation::GreaterOrEqual, s[0],
                     constantOf(b, i32, double(needed - step)));
  });
}

static LogicalResult convertFramer(TfliteConversion &c) {
  if (!isSigned(c, 0, 16) || !c.resultElement(0).isInteger(16) || c.numResults() != 2)
    return c.unsupportedTypes();
  FailureOr<int64_t> size = customInt(c, "frame_size", 1, kMaxFrame);
  FailureOr<int64_t> step = customInt(c, "frame_step", 1, kMaxFrame);
  FailureOr<int64_t> prefill = customInt(c, "prefill", 0, 1);
  int64_t count = 0, width = 0;
  Value rows = failed(size) || failed(step) || failed(prefill) ? Value() : rowsOf(c, count, width);
  if (!rows)
    return failure();
  if (width % *step != 0 || (*prefill && *size < *step))
    return c.unsupported("steps of " + Twine(*step) + " do not fit rows of " + Twine(width) +
                         " and frames of " + Twine(*size));
  int64_t frames = width / *step;
  // A frame begins that many numbers before the end of its step.
  int64_t reach = *prefill ? *size : llvm::alignTo(*size, *step), kept = reach - *step;
  if (failed(c.checkSize({count, frames, reach}, c.b.getI16Type())))
    return failure();
  Value all = rows;
  if (kept > 0) {
    OperatorState state(c, "kept", zeroElements({count, kept}, c.b.getI16Type()));
    all = c.concat({state.load(), rows}, 1);
    state.store(c.slice(all, {0, width}, {count, kept}));
  }
  AffineExpr row = c.b.getAffineDimExpr(0), frame = c.b.getAffineDimExpr(1),
             i = c.b.getAffineDimExpr(2);
  AffineMap window = AffineMap::get(3, 0, {row, frame * *step + i}, c.b.getContext());
  Value used = c.slice(all, {0, 0}, {count, (frames - 1) * *step + *size});
  Value cut = pointwise(c, {count, frames, *size}, used, window, c.b.getI16Type(),
                        [](ScalarBuilder &, ValueRange s) { return s[0]; });
  SmallVector<int64_t> shape(c.shape(0).drop_back());
  shape.append({frames, *size});
  Value valid =
      *prefill ? c.filled({}, c.b.getI1Type(), 1) : isComplete(c, *step, width, kept, *size);
  return c.replace({c.reshape(cut, shape), valid});
}

//===----------------------------------------------------------------------===//
// SignalStacker
//===----------------------------------------------------------------------===//

/// Puts frames of `num_channels` side by side; the first one also stands for those
/// before it.
static LogicalResult convertStacker(TfliteConversion &c) {
  if (!isSigned(c, 0, 16) || !c.resultElement(0).isInteger(16) || c.numResults() != 2)
    return c.unsupportedTypes();
  FailureOr<int64_t> channels = customInt(c, "num_channels", 1, kMaxFrame);
  FailureOr<int64_t> left = customInt(c, "stacker_left_context", 0, 1024);
  FailureOr<int64_t> right = customInt(c, "stacker_right_context", 0, 1024);
  FailureOr<int64_t> step = customInt(c, "stacker_step", 1, 4096);
  if (failed(channels) || failed(left) || failed(right) || failed(step))
    return failure();
  int64_t frames = *left + *right + 1;
  if (*step > frames || c.shape(0) != ArrayRef(*channels))
    return c.unsupported("an input of shape " + shapeText(c.shape(0)) + ", " + Twine(frames) +
                         " frames of " + Twine(*channels) + " and steps of " + Twine(*step) +
                         " do not fit each other");
  Type i16 = c.b.getI16Type(), i32 = c.b.getI32Type(), i1 = c.b.getI1Type();
  if (failed(c.checkSize({frames, *channels}, i16)))
    return failure();
  // How many frames wait; -1 before the first one.
  OperatorState waiting(c, "waiting",
                        DenseElementsAttr::get(RankedTensorType::get({}, i32), int32_t(-1)));
  OperatorState stacked(c, "stacked", zeroElements({frames, *channels}, i16));
  Value before = waiting.load(), old = stacked.load();
  Value frame = c.reshape(c.input(0), {1, *channels});
  Value shifted = c.concat({c.slice(old, {1, 0}, {frames - 1, *channels}), frame}, 0);
  Value stack =
      pointwise(c, {frames, *channels}, {shifted, c.input(0), before},
                {c.b.getMultiDimIdentityMap(2), selectDims(c, 2, {1}), selectDims(c, 2, {})}, i16,
                [&](ScalarBuilder &b, ValueRange s) {
                  Value isFirst =
                      compareOf(b, Number::Signed, Relation::Less, s[2], constantOf(b, i32, 0));
                  return selectOf(b, isFirst, s[1], s[0]);
                });
  stacked.store(stack);
  auto countNow = [&](ScalarBuilder &b, Value before) {
    Value isFirst = compareOf(b, Number::Signed, Relation::Less, before, constantOf(b, i32, 0));
    Value next = addOf(b, before, constantOf(b, i32, 1));
    return selectOf(b, isFirst, constantOf(b, i32, double(*left + 1)), next);
  };
  auto isFull = [&](ScalarBuilder &b, Value count) {
    return compareOf(b, Number::Signed, Relation::GreaterOrEqual, count,
                     constantOf(b, i32, double(frames)));
  };
  waiting.store(scalarOf(c, before, i32, [&](ScalarBuilder &b, ValueRange s) {
    Value count = countNow(b, s[0]);
    Value rest = subOf(b, count, constantOf(b, i32, double(*step)));
    return selectOf(b, isFull(b, count), rest, count);
  }));
  Value valid = scalarOf(
      c, before, i1, [&](ScalarBuilder &b, ValueRange s) { return isFull(b, countNow(b, s[0])); });
  return c.replace({c.reshape(stack, {frames * *channels}), valid});
}

//===----------------------------------------------------------------------===//
// SignalOverlapAdd
//===----------------------------------------------------------------------===//

/// Adds frames that overlap, saturating.
static LogicalResult convertOverlapAdd(TfliteConversion &c) {
  Type element = c.element(0);
  if ((!isSigned(c, 0, 16) && !element.isF32()) || c.resultElement() != element)
    return c.unsupportedTypes();
  if (c.shape(0).size() < 2 || productOf(c.shape(0)) == 0)
    return c.unsupported("the input must hold frames");
  int64_t size = c.shape(0).back(), frames = c.shape(0).drop_back().back();
  int64_t count = productOf(c.shape(0).drop_back(2));
  FailureOr<int64_t> step = customInt(c, "frame_step", 1, size);
  if (failed(step))
    return failure();
  if (frames > 256)
    return c.unsupported("more than 256 frames per call are not supported");
  int64_t kept = size - *step;
  Value all = c.reshape(c.input(0), {count, frames, size});
  std::optional<OperatorState> state;
  Value rest;
  if (kept > 0) {
    state.emplace(c, "overlap", zeroElements({count, kept}, element));
    rest = state->load();
  }
  SmallVector<Value> parts;
  AffineMap map = c.b.getMultiDimIdentityMap(2);
  for (int64_t i = 0; i < frames; ++i) {
    Value sum = c.reshape(c.slice(all, {0, i, 0}, {count, 1, size}), {count, size});
    if (kept > 0) {
      Value padded = c.pad(rest, {0, 0}, {0, *step}, 0);
      sum = pointwise(c, {count, size}, {sum, padded}, {map, map}, element,
                      [&](ScalarBuilder &b, ValueRange s) {
                        if (element.isF32())
                          return addOf(b, s[1], s[0]);
                        return saturate16(b, addOf(b, widenInteger(b, s[0], false),
                                                   widenInteger(b, s[1], false)));
                      });
      rest = c.slice(sum, {0, *step}, {count, kept});
    }
    parts.push_back(c.slice(sum, {0, 0}, {count, *step}));
  }
  if (kept > 0)
    state->store(rest);
  SmallVector<int64_t> shape(c.shape(0).drop_back(2));
  shape.push_back(frames * *step);
  return c.replace(c.reshape(c.concat(parts, 1), shape));
}

void sinter::populateTfliteSignalFrames(TfliteTable &table) {
  table.add("CUSTOM:SignalDelay", convertDelay);
  table.add("CUSTOM:SignalFramer", convertFramer);
  table.add("CUSTOM:SignalOverlapAdd", convertOverlapAdd);
  table.add("CUSTOM:SignalStacker", convertStacker);
}
