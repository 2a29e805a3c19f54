//===- Join.cpp - Operators that join and part tensors --------------------===//
//
// CONCATENATION, PACK, UNPACK, SPLIT, SPLIT_V.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Join
//===----------------------------------------------------------------------===//

/// Input `i` in steps of the result's scale. Scales differ in models of unsigned
/// elements alone; their kernel rounds in f32.
static FailureOr<Value> rescaled(TfliteConversion &c, unsigned i) {
  std::optional<TfliteQuantization> from = c.quantization(i), to = c.resultQuantization();
  Value x = c.input(i);
  if (!from || !to || (from->scales == to->scales && from->zeroPoints == to->zeroPoints))
    return x;
  if (from->isPerAxis() || to->isPerAxis() || !c.isUnsigned(i) || !c.element(i).isInteger(8))
    return c.unsupported("input " + Twine(i) + " and the output differ in scale or zero point",
                         "quantize them alike; only unsigned 8-bit elements are rescaled");
  float inverse = 1.0f / float(to->scale()), scale = float(from->scale()) * inverse;
  float bias = float(-from->zeroPoint()) * scale;
  int64_t zero = to->zeroPoint();
  return c.elementwise({x}, c.element(i), [&](ScalarBuilder &b, ValueRange s) -> Value {
    Type f32 = b.getF32Type(), i32 = b.getI32Type();
    Value steps = arith::UIToFPOp::create(b, f32, s[0]);
    steps = addOf(b, mulOf(b, steps, constantOf(b, f32, scale)), constantOf(b, f32, bias));
    Value rounded = arith::FPToSIOp::create(b, i32, math::RoundOp::create(b, steps));
    rounded = addOf(b, rounded, constantOf(b, i32, double(zero)));
    rounded = minOf(b, Number::Signed, rounded, constantOf(b, i32, 255));
    rounded = maxOf(b, Number::Signed, rounded, constantOf(b, i32, 0));
    return arith::TruncIOp::create(b, b.getI8Type(), rounded);
  });
}

static LogicalResult convertConcatenation(TfliteConversion &c) {
  if (c.stringOption("fused_activation_function", "NONE") != "NONE")
    return c.unsupported("a fused activation is not supported");
  int64_t rank = c.shape(0).size();
  std::optional<int64_t> axis = c.axis(c.intOption("axis", 0), rank);
  if (!axis)
    return failure();
  SmallVector<Value> inputs;
  SmallVector<int64_t> shape(c.shape(0));
  shape[*axis] = 0;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
    if (failed(checkSameElement(c, 0, i)))
      return failure();
    SmallVector<int64_t> expected(c.shape(0));
    if (int64_t(c.shape(i).size()) != rank)
      return c.unsupported("inputs 0 and " + Twine(i) + " differ in rank");
    expected[*axis] = c.shape(i)[*axis];
    if (ArrayRef<int64_t>(expected) != c.shape(i))
      return c.unsupported("inputs 0 and " + Twine(i) + " differ in another dimension than " +
                           Twine(*axis));
    FailureOr<Value> input = rescaled(c, i);
    if (failed(input))
      return failure();
    shape[*axis] += expected[*axis];
    inputs.push_back(*input);
  }
  if (failed(c.checkSize(shape, c.element(0))))
    return failure();
  return c.replace(c.concat(inputs, *axis));
}

static LogicalResult convertPack(TfliteConversion &c) {
  SmallVector<int64_t> shape(c.shape(0));
  std::optional<int64_t> axis = c.axis(c.intOption("axis", 0), shape.size() + 1);
  if (!axis)
    return failure();
  shape.insert(shape.begin() + *axis, 1);
  SmallVector<Value> inputs;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
    if (failed(checkSameElement(c, 0, i)))
      return failure();
    if (c.shape(i) != c.shape(0))
      return c.unsupported("inputs 0 and " + Twine(i) + " differ in shape");
    inputs.push_back(c.reshape(c.input(i), shape));
  }
  shape[*axis] = inputs.size();
  if (failed(c.checkSize(shape, c.element(0))))
    return failure();
  return c.replace(c.concat(inputs, *axis));
}

//===----------------------------------------------------------------------===//
// Part
//===----------------------------------------------------------------------===//

/// Gives the operator slices of input `from` along `axis`, of these sizes; without
/// the axis if it is to be dropped.
static LogicalResult replaceByParts(TfliteConversion &c, unsigned from, int64_t axis,
                                    ArrayRef<int64_t> parts, bool drop = false) {
  SmallVector<int64_t> shape(c.shape(from)), starts(shape.size(), 0);
  int64_t rest = shape[axis];
  for (int64_t part : parts)
    rest = part < 0 || rest < part ? -1 : rest - part;
  if (rest != 0)
    return c.unsupported("the sizes of the parts do not add up to " + Twine(shape[axis]));
  if (parts.size() != c.numResults())
    return c.unsupported("there are " + Twine(parts.size()) + " parts, but " +
                         Twine(c.numResults()) + " outputs");
  SmallVector<Value> results;
  for (int64_t part : parts) {
    shape[axis] = part;
    Value slice = c.slice(c.input(from), starts, shape);
    SmallVector<int64_t> dropped(shape);
    dropped.erase(dropped.begin() + axis);
    results.push_back(drop ? c.reshape(slice, dropped) : slice);
    starts[axis] += part;
  }
  return c.replace(results);
}

static LogicalResult convertUnpack(TfliteConversion &c) {
  std::optional<int64_t> axis = c.axis(c.intOption("axis", 0), c.shape(0).size());
  if (!axis)
    return failure();
  if (c.shape(0)[*axis] != c.numResults())
    return c.unsupported("axis " + Twine(*axis) + " has " + Twine(c.shape(0)[*axis]) +
                         " elements, but there are " + Twine(c.numResults()) + " outputs");
  SmallVector<int64_t> parts(c.numResults(), 1);
  return replaceByParts(c, 0, *axis, parts, /*drop=*/true);
}

static LogicalResult convertSplit(TfliteConversion &c) {
  FailureOr<int64_t> axis = knownAxis(c, 0, c.shape(1).size());
  if (failed(axis))
    return failure();
  int64_t size = c.shape(1)[*axis], count = c.numResults();
  if (count == 0 || size % count != 0)
    return c.unsupported("an axis of size " + Twine(size) + " does not split into " + Twine(count) +
                         " equal parts");
  return replaceByParts(c, 1, *axis, SmallVector<int64_t>(count, size / count));
}

/// One size may be -1: what is left.
static LogicalResult convertSplitV(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> parts = knownInts(c, 1, "the sizes of the parts");
  FailureOr<int64_t> axis = knownAxis(c, 2, c.shape(0).size());
  if (failed(parts) || failed(axis))
    return failure();
  int64_t rest = c.shape(0)[*axis];
  for (int64_t part : *parts)
    rest -= part >= 0 && part <= rest ? part : 0;
  if (auto *open = llvm::find(*parts, -1); open != parts->end())
    *open = rest;
  return replaceByParts(c, 0, *axis, *parts);
}

void sinter::populateTfliteJoin(TfliteTable &table) {
  table.add("CONCATENATION", convertConcatenation);
  table.add("PACK", convertPack);
  table.add("SPLIT", convertSplit, 2);
  table.add("SPLIT_V", convertSplitV, 3);
  table.add("UNPACK", convertUnpack);
}
