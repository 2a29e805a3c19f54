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
#include "passes/Tflite/FixedFunctions.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/HostFixedPoint.h"
#include "passes/Tflite/Lookup.h"

using namespace mlir;
using namespace sinter;

namespace {

/// The rows of a softmax: everything is [rows, length] here.
struct Rows {
  Value input;
  Value most; ///< The maximum of each row: [rows].
  int64_t count, length;
  bool isUnsigned;
};

} // namespace

static Value number(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), double(value));
}

static Rows makeRows(TfliteConversion &c) {
  ArrayRef<int64_t> shape = c.shape(0);
  int64_t length = shape.back(), count = productOf(shape) / length;
  Value input = c.reshape(c.input(0), {count, length});
  Type element = c.element(0);
  Number kind = c.number(0);
  Value lowest = arith::ConstantOp::create(c.b, lowestOf(element, kind));
  Value init = linalg::FillOp::create(c.b, lowest, c.empty({count}, element)).getResult(0);
  Value most = reduceDims(c, input, {1}, init, [&](ScalarBuilder &b, ValueRange s) {
    return maxOf(b, kind, s[0], s[1]);
  });
  return {input, most, count, length, c.isUnsigned(0)};
}

/// stored - maximum, in i32.
static Value difference(ScalarBuilder &b, const Rows &rows, ValueRange s) {
  return subOf(b, widenInteger(b, s[0], rows.isUnsigned), widenInteger(b, s[1], rows.isUnsigned));
}

/// Sums each row of i32, after `term`.
static Value sumRows(TfliteConversion &c, const Rows &rows, Value values,
                     llvm::function_ref<Value(ScalarBuilder &, Value)> term) {
  Value init = c.filled({rows.count}, c.b.getI32Type(), 0);
  return reduceDims(c, values, {1}, init,
                    [&](ScalarBuilder &b, ValueRange s) { return addOf(b, s[1], term(b, s[0])); });
}

static Value mapRows(TfliteConversion &c, const Rows &rows, Value values, Type element,
                     TensorBuilder::BodyFn body) {
  AffineMap identity = c.b.getMultiDimIdentityMap(1);
  return pointwise(c, {rows.count}, values, identity, element, body);
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

/// exp of the differences -255 to 0, without integer bits; 0 where the kernels skip.
static Value exponentials(TfliteConversion &c, double inputScale) {
  constexpr int integerBits = 5;
  double beta = double(float(c.floatOption("beta", 0)));
  double factor =
      std::min(beta * inputScale * double(1 << (31 - integerBits)), double((int64_t(1) << 31) - 1));
  FixedMultiplier fixedFactor = quantizeMultiplier(factor);
  int32_t radius = host::inputRadius(integerBits, fixedFactor.shift);
  SmallVector<int64_t> values;
  for (int32_t difference = -255; difference <= 0; ++difference)
    values.push_back(
        difference < -radius
            ? 0
            : host::expOfNegative(host::multiply(difference, fixedFactor), integerBits));
  return tableOf(c, values, c.b.getI32Type());
}

/// x * 2^exponent, saturating.
static Value multiplyByPowerOfTwo(ScalarBuilder &b, Value x, int exponent) {
  int64_t threshold = (int64_t(1) << (31 - exponent)) - 1;
  Value shifted = arith::ShLIOp::create(b, x, number(b, exponent));
  auto beyond = [&](Relation relation, int64_t bound, int64_t value) {
    Value isBeyond = compareOf(b, Number::Signed, relation, x, number(b, bound));
    shifted = selectOf(b, isBeyond, number(b, value), shifted);
  };
  beyond(Relation::Greater, threshold, INT32_MAX);
  beyond(Relation::Less, -threshold, INT32_MIN);
  return shifted;
}

/// 1 / (1 + x) for x from 0 to 1, without integer bits: three steps of Newton.
static Value inverseOfOnePlus(ScalarBuilder &b, Value x) {
  Value half = addOf(b, arith::ShRSIOp::create(b, x, number(b, 1)), number(b, 1 << 30));
  Value y =
      addOf(b, number(b, 1515870810), roundingDoublingHighMul(b, half, number(b, -1010580540)));
  for (int step = 0; step < 3; ++step) {
    Value error = subOf(b, number(b, 1 << 29), roundingDoublingHighMul(b, half, y));
    y = addOf(b, y, multiplyByPowerOfTwo(b, roundingDoublingHighMul(b, y, error), 2));
  }
  return multiplyByPowerOfTwo(b, y, 1);
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
  Rows rows = makeRows(c);
  Type i32 = c.b.getI32Type();
  Value table = exponentials(c, input->scale());
  Value exps =
      mapWithReduced(c, rows.input, rows.most, {1}, i32, [&](ScalarBuilder &b, ValueRange s) {
        return readTable(b, table, addOf(b, difference(b, rows, s), number(b, 255)));
      });
  constexpr int sumBits = 12; // Integer bits of sums.
  Value sum = sumRows(c, rows, exps, [](ScalarBuilder &b, Value x) -> Value {
    Value nudged = addOf(b, x, number(b, 1 << (sumBits - 1))); // May use bit 31.
    return arith::ShRUIOp::create(b, nudged, number(b, sumBits));
  });
  Value headroom = mapRows(c, rows, sum, i32, [](ScalarBuilder &b, ValueRange s) -> Value {
    return math::CountLeadingZerosOp::create(b, s[0]);
  });
  AffineMap identity = c.b.getMultiDimIdentityMap(1);
  Value inverse = pointwise(c, {rows.count}, {sum, headroom}, {identity, identity}, i32,
                            [](ScalarBuilder &b, ValueRange s) {
                              Value shifted = arith::ShLIOp::create(b, s[0], s[1]);
                              return inverseOfOnePlus(b, subOf(b, shifted, number(b, INT32_MIN)));
                            });
  int64_t width = isWide ? 16 : 8;
  Value stored = mapWithReduced(
      c, exps, {inverse, headroom}, {1}, result->element, [&](ScalarBuilder &b, ValueRange s) {
        Value share = roundingDoublingHighMul(b, s[1], s[0]);
        Value exponent = subOf(b, number(b, sumBits + 31 - width), s[2]);
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
  Rows rows = makeRows(c);
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
        Value scaled = multiplyByFixed(b, difference(b, rows, s), factor, range);
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
  Rows rows = makeRows(c);
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
