//===- Softmax.cpp - SOFTMAX ----------------------------------------------===//
//
// Exponentials are taken relative to the maximum of a row. Of bytes, differences have
// 256 values: their exponentials in fixed point are a table. Words interpolate tables
// of exp and of the reciprocal.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"
#include "passes/Tflite/FixedScalars.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Lookup.h"
#include "passes/Tflite/SoftmaxRows.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

static Value number(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), double(value));
}

static LogicalResult softmaxBytes(TfliteConversion &c) {
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(input) || failed(result))
    return failure();
  bool isWide = result->element.isInteger(16);
  if (c.isUnsigned(0) != result->isUnsigned)
    return c.unsupportedTypes();
  // Results are stored from the type's lowest integer on, 1 is just out of reach.
  double unit = isWide ? 1.0 / 65536 : 1.0 / 256;
  if (result->zeroPoint != result->low || std::abs(result->scale - unit) > 0.001 * unit)
    return c.unsupported(Twine("output must have the lowest integer as zero point and scale ") +
                         (isWide ? "1 / 65536" : "1 / 256"));
  SoftmaxRows rows = makeSoftmaxRows(c);
  Type i32 = c.b.getI32Type();
  double beta = double(float(c.floatOption("beta", 0)));
  ByteExponentials exps = exponentialsOfBytes(c, rows, beta * input->scale());
  Value headroom = mapRows(c, rows, exps.sum, i32, [](ScalarBuilder &b, ValueRange s) -> Value {
    return math::CountLeadingZerosOp::create(b, s[0]);
  });
  AffineMap identity = c.b.getMultiDimIdentityMap(1);
  Value inverse =
      pointwise(c, {rows.count}, {exps.sum, headroom}, {identity, identity}, i32,
                [](ScalarBuilder &b, ValueRange s) {
                  Value shifted = arith::ShLIOp::create(b, s[0], s[1]);
                  return fixedInverseOfOnePlus(b, subOf(b, shifted, number(b, INT32_MIN)));
                });
  int64_t width = isWide ? 16 : 8;
  Value stored = mapWithReduced(
      c, exps.values, {inverse, headroom}, {1}, result->element,
      [&](ScalarBuilder &b, ValueRange s) {
        Value share = roundingDoublingHighMul(b, s[1], s[0]);
        Value exponent = subOf(b, number(b, ByteExponentials::sumBits + 31 - width), s[2]);
        return storeSteps(b, roundingDivideByPowerOfTwo(b, share, exponent), *result);
      });
  return c.replace(c.reshape(stored, c.shape(0)));
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

static Value clampWord(ScalarBuilder &b, Value x, int64_t low = -32768) {
  x = maxOf(b, Number::Signed, x, number(b, low));
  return minOf(b, Number::Signed, x, number(b, 32767));
}

static LogicalResult softmaxWords(TfliteConversion &c) {
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(input) || failed(result))
    return failure();
  if (!result->element.isInteger(16) || input->zeroPoint() != 0 || result->zeroPoint != 0 ||
      std::abs(result->scale * 32768 - 1) > 0.001)
    return c.unsupported("output must be of 16-bit integers with scale 1 / 32768, and both zero "
                         "points 0");
  SoftmaxRows rows = makeSoftmaxRows(c);
  Type i32 = c.b.getI32Type();
  constexpr int32_t range = 65535;
  auto tabulate = [&](float scale, int32_t zero, RealFn fn) {
    return tableOf(c, tabulateWords(scale, zero, 2.0f / range, 0, fn), i32);
  };
  Value expTable = tabulate(10.0f / range, 32767, [](float x) { return std::exp(x); });
  Value inverseTable = tabulate(1.0f / range, -32768, [](float x) { return 1 / (1 + x); });
  // Differences of -65535 to 0 stand for -10 to 0.
  double beta = double(float(c.floatOption("beta", 0)));
  FixedMultiplier factor = quantizeMultiplier(input->scale() * beta / (10.0 / 65535.0));
  Value exps =
      mapWithReduced(c, rows.input, rows.most, {1}, i32, [&](ScalarBuilder &b, ValueRange s) {
        Value scaled = multiplyByFixed(b, rows.differenceOf(b, s), factor, range);
        return interpolate(b, expTable, clampWord(b, addOf(b, scaled, number(b, 32767))));
      });
  Value sum = sumRows(c, rows, exps, [](ScalarBuilder &, Value x) { return x; });
  // The sum has 15 fractional bits; its leading one is moved to bit 16.
  Value headroom = mapRows(c, rows, sum, i32, [](ScalarBuilder &b, ValueRange s) -> Value {
    return math::CountLeadingZerosOp::create(b, s[0]);
  });
  AffineMap identity = c.b.getMultiDimIdentityMap(1);
  Value inverse =
      pointwise(c, {rows.count}, {sum, headroom}, {identity, identity}, i32,
                [&](ScalarBuilder &b, ValueRange s) {
                  Value left = subOf(b, s[1], number(b, 1));
                  Value nudged = addOf(b, arith::ShLIOp::create(b, s[0], left), number(b, 1 << 13));
                  Value moved = arith::ShRUIOp::create(b, nudged, number(b, 14)); // May use bit 31.
                  Value centered = subOf(b, moved, number(b, (1 << 15) + (1 << 16)));
                  return interpolate(b, inverseTable, clampWord(b, centered));
                });
  Value stored =
      mapWithReduced(c, exps, {inverse, headroom}, {1}, result->element,
                     [&](ScalarBuilder &b, ValueRange s) -> Value {
                       Value right = subOf(b, number(b, 31), s[2]);
                       Value half =
                           arith::ShLIOp::create(b, number(b, 1), subOf(b, right, number(b, 1)));
                       Value share = addOf(b, mulOf(b, s[0], s[1]), half);
                       Value steps = clampWord(b, arith::ShRSIOp::create(b, share, right), 0);
                       return arith::TruncIOp::create(b, result->element, steps);
                     });
  return c.replace(c.reshape(stored, c.shape(0)));
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

static LogicalResult softmaxFloats(TfliteConversion &c) {
  Type element = c.element(0);
  if (!element.isF32())
    return c.unsupportedTypes();
  SoftmaxRows rows = makeSoftmaxRows(c);
  double beta = double(float(c.floatOption("beta", 0)));
  Value exps =
      mapWithReduced(c, rows.input, rows.most, {1}, element, [&](ScalarBuilder &b, ValueRange s) {
        Value off = subOf(b, s[0], s[1]);
        if (beta != 1)
          off = mulOf(b, off, constantOf(b, element, beta));
        return Value(math::ExpOp::create(b, off));
      });
  Value sum = sumOver(c, exps, {1}, [](ScalarBuilder &, Value x) { return x; });
  Value inverse = inverseOf(c, sum);
  Value result =
      mapWithReduced(c, exps, inverse, {1}, element,
                     [&](ScalarBuilder &b, ValueRange s) { return mulOf(b, s[0], s[1]); });
  return c.replace(c.reshape(result, c.shape(0)));
}

static LogicalResult convertSoftmax(TfliteConversion &c) {
  if (c.shape(0).empty() || productOf(c.shape(0)) == 0)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no rows");
  if (c.number(0) == Number::Float)
    return softmaxFloats(c);
  if (c.element(0).isInteger(8))
    return softmaxBytes(c);
  return c.element(0).isInteger(16) ? softmaxWords(c) : c.unsupportedTypes();
}

void sinter::populateTfliteSoftmax(TfliteTable &table) { table.add("SOFTMAX", convertSoftmax); }
