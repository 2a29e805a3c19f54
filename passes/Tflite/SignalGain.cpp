//===- SignalGain.cpp - SignalPCAN, SignalFilterBankLog -------------------===//
//
// How the audio front end compresses the range of its channels.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/CustomOptions.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/SignalScalars.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// SignalPCAN
//===----------------------------------------------------------------------===//

/// Numbers of the gain table: one for each of 0 to 2, then a polynomial of 4 numbers (the
/// last unused) for each width of the argument from 2 to 32 bits.
static constexpr int64_t kGainEntries = 125;

/// The gain of a noise of x, a piecewise quadratic function.
static Value gainOf(ScalarBuilder &b, Value x, Value table) {
  Type i32 = b.getI32Type();
  auto constant = [&](int64_t value) { return constantOf(b, i32, double(value)); };
  Value isSmall = compareOf(b, Number::Unsigned, Relation::LessOrEqual, x, constant(2));
  Value small = minOf(b, Number::Unsigned, x, constant(2));
  Value width = maxOf(b, Number::Signed, bitLength(b, x, 32), constant(2));
  width = selectOf(b, isSmall, constant(2), width);
  Value base = subOf(b, shiftLeft(b, width, 2), constant(6));
  auto coefficient = [&](int64_t i) { return readEntry(b, table, addOf(b, base, constant(i))); };

  // Ten bits below the first one.
  auto within = [&](Value amount) {
    return minOf(b, Number::Signed, maxOf(b, Number::Signed, amount, constant(0)), constant(31));
  };
  Value up = arith::ShLIOp::create(b, x, within(subOf(b, constant(11), width)));
  Value fraction = arith::ShRUIOp::create(b, up, within(subOf(b, width, constant(11))));
  fraction = arith::AndIOp::create(b, fraction, constant(0x3FF));

  Value sum = shiftRight(b, mulOf(b, coefficient(2), fraction), 5);
  sum = mulOf(b, addOf(b, sum, shiftLeft(b, coefficient(1), 5)), fraction);
  sum = addOf(b, shiftRight(b, addOf(b, sum, constant(1 << 14)), 15), coefficient(0));
  Value large = arith::ExtSIOp::create(b, i32, arith::TruncIOp::create(b, b.getI16Type(), sum));
  return selectOf(b, isSmall, readEntry(b, table, small), large);
}

/// x^2 / 4 below 2, x - 1 above; from 12 to 6 fractional bits.
static Value shrink(ScalarBuilder &b, Value x) {
  auto constant = [&](int64_t value) { return constantOf(b, x.getType(), double(value)); };
  Value isLow = compareOf(b, Number::Unsigned, Relation::Less, x, constant(2 << 12));
  Value low = shiftDown(b, mulOf(b, x, x), 20);
  Value high = subOf(b, shiftDown(b, x, 6), constant(1 << 6));
  return selectOf(b, isLow, low, high);
}

static LogicalResult convertPcan(TfliteConversion &c) {
  if (!isUnsigned(c, 0, 32) || !isUnsigned(c, 1, 32) || !isSigned(c, 2, 16) ||
      !c.resultElement().isInteger(32) || !c.isResultUnsigned())
    return c.unsupportedTypes();
  FailureOr<int64_t> shift = customInt(c, "snr_shift", 0, 63);
  if (failed(shift))
    return failure();
  if (c.shape(0).size() != 1 || c.shape(1) != c.shape(0))
    return c.unsupported("signal and noise must be two rows of one length");
  if (c.shape(2).size() != 1 || c.shape(2)[0] < kGainEntries)
    return c.unsupported("the table of gains has fewer than " + Twine(kGainEntries) + " numbers");
  AffineMap row = c.b.getMultiDimIdentityMap(1);
  return c.replace(pointwise(
      c, c.shape(0), {c.input(0), c.input(1)}, {row, row}, c.b.getI32Type(),
      [&](ScalarBuilder &b, ValueRange s) {
        Type wide = b.getI64Type();
        Value gain = arith::ExtUIOp::create(b, wide, gainOf(b, s[1], c.input(2)));
        Value product = mulOf(b, arith::ExtUIOp::create(b, wide, s[0]), gain);
        Value ratio = arith::TruncIOp::create(b, b.getI32Type(), shiftDown(b, product, *shift));
        return shrink(b, ratio);
      }));
}

//===----------------------------------------------------------------------===//
// SignalFilterBankLog
//===----------------------------------------------------------------------===//

/// 2^16 * (log2(1 + i / 128) - i / 128).
static Value logTable(TfliteConversion &c) {
  constexpr int64_t kSegments = 128;
  HostTensor table = HostTensor::zeros(RankedTensorType::get({kSegments + 1}, c.b.getI32Type()));
  for (int64_t i = 0; i <= kSegments; ++i) {
    double x = double(i) / kSegments;
    table.mutableAs<int32_t>()[i] = int32_t(std::lround(65536 * (std::log2(1 + x) - x)));
  }
  return c.constantValue(table.toAttr("log"));
}

/// scale * ln(x), for x > 0, in wrapping 32-bit numbers.
static Value scaledLog(ScalarBuilder &b, Value x, int64_t scale, Value table) {
  Type i32 = b.getI32Type(), i64 = b.getI64Type();
  auto constant = [&](int64_t value) { return constantOf(b, i32, double(value)); };
  Value whole = subOf(b, bitLength(b, x, 0), constant(1));
  whole = maxOf(b, Number::Signed, whole, constant(0));
  // Sixteen bits below the first one.
  Value rest = subOf(b, x, arith::ShLIOp::create(b, constant(1), whole));
  auto positive = [&](Value amount) { return maxOf(b, Number::Signed, amount, constant(0)); };
  rest = arith::ShLIOp::create(b, rest, positive(subOf(b, constant(16), whole)));
  rest = arith::ShRUIOp::create(b, rest, positive(subOf(b, whole, constant(16))));

  // Only of 0, which has no logarithm, is the segment not one of the table.
  Value segment = minOf(b, Number::Unsigned, shiftDown(b, rest, 9), constant(127));
  Value low = readEntry(b, table, segment);
  Value high = readEntry(b, table, addOf(b, segment, constant(1)));
  Value inside = subOf(b, rest, shiftLeft(b, segment, 9));
  Value between = shiftRight(b, mulOf(b, subOf(b, high, low), inside), 16);
  Value fraction = addOf(b, addOf(b, rest, low), between);
  Value log2 = addOf(b, shiftLeft(b, whole, 16), fraction);
  // Times ln(2) * 2^16.
  Value natural = mulOf(b, arith::ExtUIOp::create(b, i64, log2), constantOf(b, i64, 45426));
  natural = shiftDown(b, addOf(b, natural, constantOf(b, i64, 1 << 15)), 16);
  natural = arith::TruncIOp::create(b, i32, natural);
  Value scaled = addOf(b, mulOf(b, natural, constant(scale)), constant(1 << 15));
  return shiftDown(b, scaled, 16);
}

static LogicalResult convertLog(TfliteConversion &c) {
  if (!isUnsigned(c, 0, 32) || !c.resultElement().isInteger(16) || c.isResultUnsigned())
    return c.unsupportedTypes();
  FailureOr<int64_t> bits = customInt(c, "input_correction_bits", 0, 31);
  FailureOr<int64_t> scale = customInt(c, "output_scale");
  if (failed(bits) || failed(scale))
    return failure();
  Value table = logTable(c);
  AffineMap all = c.b.getMultiDimIdentityMap(c.shape(0).size());
  return c.replace(
      pointwise(c, c.shape(0), c.input(0), all, c.b.getI16Type(),
                [&](ScalarBuilder &b, ValueRange s) -> Value {
                  Value x = shiftLeft(b, s[0], *bits), one = constantOf(b, x.getType(), 1);
                  Value log = scaledLog(b, x, *scale, table);
                  log = minOf(b, Number::Unsigned, log, constantOf(b, x.getType(), INT16_MAX));
                  Value isAbove = compareOf(b, Number::Unsigned, Relation::Greater, x, one);
                  log = selectOf(b, isAbove, log, constantOf(b, x.getType(), 0));
                  return arith::TruncIOp::create(b, b.getI16Type(), log);
                }));
}

void sinter::populateTfliteSignalGain(TfliteTable &table) {
  table.add("CUSTOM:SignalFilterBankLog", convertLog);
  table.add("CUSTOM:SignalPCAN", convertPcan, 3);
}
