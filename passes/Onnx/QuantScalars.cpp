//===- QuantScalars.cpp - From integer sums to stored integers ------------===//

#include "passes/Onnx/QuantScalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/ChannelOperands.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

StoredRange StoredRange::of(Type element, bool isUnsigned) {
  unsigned width = element.getIntOrFloatBitWidth();
  int64_t count = int64_t(1) << width;
  return {element, isUnsigned, isUnsigned ? 0 : -count / 2, (isUnsigned ? count : count / 2) - 1};
}

FailureOr<StoredRange> sinter::readStoredRange(NodeConversion &c, unsigned zero) {
  bool isGiven = c.input(zero) != nullptr;
  Type element = isGiven ? c.elementType(zero) : c.b.getI8Type();
  if (!element.isInteger(8) && !element.isInteger(16))
    return c.unsupported("zero point (input " + Twine(zero) + ") is not of 8 or 16-bit integers");
  StoredRange range = StoredRange::of(element, !isGiven || c.isUnsigned(zero));
  if (std::optional<SmallVector<int64_t>> clamp = c.intsAttr("sinter.clamp");
      clamp && clamp->size() == 2) {
    range.low = std::clamp((*clamp)[0], range.low, range.high);
    range.high = std::clamp((*clamp)[1], range.low, range.high);
  }
  return range;
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

static Value toFloat(ScalarBuilder &b, Value integer) {
  return arith::SIToFPOp::create(b, b.getF32Type(), integer);
}

Value sinter::storeSteps(ScalarBuilder &b, Value steps, Value zero, const StoredRange &range) {
  Type f32 = b.getF32Type();
  Value x = math::RoundEvenOp::create(b, steps);
  if (zero)
    x = addOf(b, x, toFloat(b, zero));
  // Comparisons rather than maximumf: NaN fails them.
  Value low = constantOf(b, f32, range.low), high = constantOf(b, f32, range.high);
  x = selectOf(b, compareOf(b, Number::Float, Relation::Greater, x, low), x, low);
  x = selectOf(b, compareOf(b, Number::Float, Relation::Less, x, high), x, high);
  Value wide = arith::FPToSIOp::create(b, b.getI32Type(), x);
  return arith::TruncIOp::create(b, range.element, wide);
}

Value sinter::offsetOf(ScalarBuilder &b, Value stored, bool isUnsigned, Value zero) {
  Value wide = widenInteger(b, stored, isUnsigned);
  return zero ? subOf(b, wide, zero) : wide;
}

Value sinter::stepsOf(ScalarBuilder &b, Value stored, bool isUnsigned, Value zero) {
  return toFloat(b, offsetOf(b, stored, isUnsigned, zero));
}

//===----------------------------------------------------------------------===//
// Requantization
//===----------------------------------------------------------------------===//

Value sinter::requantize(NodeConversion &c, Value sum, ArrayRef<int64_t> channels,
                         const Requantization &how) {
  ChannelOperands operands(c, sum, channels);
  unsigned addend = operands.add(how.addend), multiplier = operands.add(how.multiplier);
  unsigned zero = operands.add(how.range ? how.result.zero : Value());
  Type element = how.range ? how.range->element : c.b.getF32Type();
  return operands.build(element, [&](ScalarBuilder &b, ValueRange s) {
    Value total = s[0];
    if (Value more = operands.get(b, s, addend))
      total = addOf(b, total, more);
    Value steps = mulOf(b, toFloat(b, total), operands.get(b, s, multiplier));
    if (!how.range)
      return steps;
    Value offset = operands.get(b, s, zero);
    if (offset)
      offset = widenInteger(b, offset, how.result.isZeroUnsigned);
    return storeSteps(b, steps, offset, *how.range);
  });
}

Value sinter::addChannels(NodeConversion &c, Value sum, ArrayRef<int64_t> channels, Value addend) {
  if (!addend)
    return sum;
  ChannelOperands operands(c, sum, channels);
  unsigned more = operands.add(addend);
  return operands.build(elementOf(sum), [&](ScalarBuilder &b, ValueRange s) {
    return addOf(b, s[0], operands.get(b, s, more));
  });
}
