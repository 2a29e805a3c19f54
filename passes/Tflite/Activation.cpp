//===- Activation.cpp - RELU, LEAKY_RELU, PRELU, ELU, TANH, ... -----------===//
//
// Functions of one number. Of bytes, those that are no lines are tables that hold what
// the kernels compute; LOGISTIC and TANH of words interpolate the sigmoid.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/FixedFunctions.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/HostFixedPoint.h"
#include "passes/Tflite/Lookup.h"
#include "passes/Tflite/Operands.h"
#include "passes/Tflite/Requantize.h"
#include "passes/Tflite/Sigmoid16.h"

using namespace mlir;
using namespace sinter;

static LogicalResult mapFloats(TfliteConversion &c,
                               llvm::function_ref<Value(ScalarBuilder &, Value)> body) {
  if (!c.element(0).isF32())
    return c.unsupportedTypes();
  return c.replace(*c.elementwise({c.input(0)}, c.element(0),
                                  [&](ScalarBuilder &b, ValueRange s) { return body(b, s[0]); }));
}

namespace {

/// Input and result of a function of quantized numbers.
struct StoredPair {
  TfliteQuantization input;
  StoredBounds result;
  bool isUnsigned;
  int64_t reach;
};

} // namespace

/// Both sides have one storage type; result within `bounds`.
static FailureOr<StoredPair> readPair(TfliteConversion &c, RealBounds bounds = {}) {
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readStoredBounds(c, bounds);
  if (failed(input) || failed(result))
    return failure();
  bool isUnsigned = c.isUnsigned(0);
  if (c.element(0) != result->element || isUnsigned != result->isUnsigned)
    return c.unsupportedTypes();
  return StoredPair{*input, *result, isUnsigned,
                    reachOf(c.element(0), isUnsigned, input->zeroPoint())};
}

static bool isFloat(TfliteConversion &c) { return c.number(0) == Number::Float; }

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

static LogicalResult boundRelu(TfliteConversion &c, RealBounds bounds) {
  if (isFloat(c))
    return c.element(0).isF32() ? c.replace(clampRealTensor(c, c.input(0), bounds))
                                : c.unsupportedTypes();
  FailureOr<StoredPair> pair = readPair(c, bounds);
  if (failed(pair))
    return failure();
  // The reference divides the scales in f32.
  FixedMultiplier factor =
      quantizeMultiplier(double(float(pair->input.scale()) / float(pair->result.scale)));
  return c.replace(
      *c.elementwise({c.input(0)}, pair->result.element, [&](ScalarBuilder &b, ValueRange s) {
        Value steps = stepsOf(b, s[0], pair->isUnsigned, pair->input.zeroPoint());
        return storeSteps(b, multiplyByFixed(b, steps, factor, pair->reach), pair->result);
      }));
}

static LogicalResult convertRelu(TfliteConversion &c) { return boundRelu(c, {0, HUGE_VAL}); }
static LogicalResult convertReluN1To1(TfliteConversion &c) { return boundRelu(c, {-1, 1}); }
static LogicalResult convertRelu0To1(TfliteConversion &c) { return boundRelu(c, {0, 1}); }

/// The reference bounds stored numbers by the input's scale, whatever the output's is.
static LogicalResult convertRelu6(TfliteConversion &c) {
  if (isFloat(c))
    return boundRelu(c, {0, 6});
  FailureOr<StoredPair> pair = readPair(c);
  if (failed(pair))
    return failure();
  StoredBounds bounds = pair->result;
  double six = std::round(6.0f / float(pair->input.scale())) + double(pair->input.zeroPoint());
  bounds.high = int64_t(std::clamp(six, double(bounds.low), double(bounds.high)));
  bounds.low = std::clamp(pair->input.zeroPoint(), bounds.low, bounds.high);
  return c.replace(
      *c.elementwise({c.input(0)}, bounds.element, [&](ScalarBuilder &b, ValueRange s) {
        return clampStored(b, widenInteger(b, s[0], pair->isUnsigned), bounds);
      }));
}

static LogicalResult convertLeakyRelu(TfliteConversion &c) {
  auto alpha = float(c.floatOption("alpha", 0));
  if (isFloat(c))
    return mapFloats(c, [&](ScalarBuilder &b, Value x) {
      Value zero = constantOf(b, x.getType(), 0);
      Value isPositive = compareOf(b, Number::Float, Relation::Greater, x, zero);
      return selectOf(b, isPositive, x, mulOf(b, x, constantOf(b, x.getType(), alpha)));
    });
  FailureOr<StoredPair> pair = readPair(c);
  if (failed(pair))
    return failure();
  auto in = float(pair->input.scale()), out = float(pair->result.scale);
  FixedMultiplier identity = quantizeMultiplier(double(in / out));
  FixedMultiplier slope = quantizeMultiplier(double(in * std::abs(alpha) / out));
  return c.replace(
      *c.elementwise({c.input(0)}, pair->result.element, [&](ScalarBuilder &b, ValueRange s) {
        Value steps = stepsOf(b, s[0], pair->isUnsigned, pair->input.zeroPoint());
        Value zero = constantOf(b, steps.getType(), 0);
        Value isNegative = compareOf(b, Number::Signed, Relation::Less, steps, zero);
        Value negative = multiplyByFixed(b, steps, slope, pair->reach);
        if (alpha < 0)
          negative = subOf(b, zero, negative);
        Value scaled =
            selectOf(b, isNegative, negative, multiplyByFixed(b, steps, identity, pair->reach));
        return storeSteps(b, scaled, pair->result);
      }));
}

static LogicalResult convertPRelu(TfliteConversion &c) {
  std::optional<SmallVector<int64_t>> shape = broadcastShapes({c.shape(0), c.shape(1)});
  if (!shape || ArrayRef<int64_t>(*shape) != c.shape(0))
    return c.unsupported("slopes of shape " + shapeText(c.shape(1)) +
                         " do not broadcast to input " + shapeText(c.shape(0)));
  if (isFloat(c)) {
    if (failed(checkSameElement(c, 0, 1)))
      return failure();
    return replaceBy(
        c,
        mapElements(c, {c.input(0), c.input(1)}, c.element(0), [&](ScalarBuilder &b, ValueRange s) {
          Value zero = constantOf(b, s[0].getType(), 0);
          Value isKept = compareOf(b, Number::Float, Relation::GreaterOrEqual, s[0], zero);
          return selectOf(b, isKept, s[0], mulOf(b, s[0], s[1]));
        }));
  }
  FailureOr<StoredPair> pair = readPair(c);
  FailureOr<TfliteQuantization> alpha = c.tensorQuantization(1);
  if (failed(pair) || failed(alpha))
    return failure();
  bool isSlopeUnsigned = c.isUnsigned(1);
  if (!c.element(1).isInteger(8))
    return c.unsupportedTypes();
  double in = pair->input.scale(), out = pair->result.scale;
  FixedMultiplier identity = quantizeMultiplier(in / out);
  FixedMultiplier slope = quantizeMultiplier(in * alpha->scale() / out);
  int64_t limit = pair->reach * reachOf(c.element(1), isSlopeUnsigned, alpha->zeroPoint());
  return replaceBy(
      c, mapElements(c, {c.input(0), c.input(1)}, pair->result.element,
                     [&](ScalarBuilder &b, ValueRange s) {
                       Value steps = stepsOf(b, s[0], pair->isUnsigned, pair->input.zeroPoint());
                       Value slopes = stepsOf(b, s[1], isSlopeUnsigned, alpha->zeroPoint());
                       Value isNegative = compareOf(b, Number::Signed, Relation::Less, steps,
                                                    constantOf(b, steps.getType(), 0));
                       Value scaled = selectOf(
                           b, isNegative, multiplyByFixed(b, mulOf(b, steps, slopes), slope, limit),
                           multiplyByFixed(b, steps, identity, pair->reach));
                       return storeSteps(b, scaled, pair->result);
                     }));
}

//===----------------------------------------------------------------------===//
// Curves
//===----------------------------------------------------------------------===//

static LogicalResult convertElu(TfliteConversion &c) {
  if (isFloat(c))
    return mapFloats(c, [](ScalarBuilder &b, Value x) {
      Value zero = constantOf(b, x.getType(), 0);
      Value isNegative = compareOf(b, Number::Float, Relation::Less, x, zero);
      return selectOf(b, isNegative, math::ExpM1Op::create(b, x), x);
    });
  FailureOr<StoredPair> pair = readPair(c);
  if (failed(pair))
    return failure();
  if (!c.element(0).isInteger(8))
    return c.unsupportedTypes();
  return c.replace(mapBytes(c, pair->result.element, [&](int64_t stored) {
    return mapThroughReal(stored, pair->input, pair->result,
                          [](float x) { return x < 0 ? std::exp(x) - 1 : x; });
  }));
}

/// Says whether `scale` is a power of two, as far as the reference looks.
static bool isPowerOfTwo(double scale, int &exponent) {
  float log = std::log(float(scale)) * (1.0f / std::log(2.0f));
  exponent = int(std::round(log));
  return std::abs(log - std::round(log)) < 1e-3f;
}

/// The factor from stored words to the argument of the table, for scales of 2^-12 times
/// 2^0 up to 2^`mostShift` exactly, else rounded.
static Sigmoid16Scale wordScale(double scale, int mostShift) {
  int exponent = 0;
  bool isExact = isPowerOfTwo(scale, exponent);
  int left = 12 + exponent;
  if (isExact && left >= 0 && left <= mostShift)
    return {3 << left, 0};
  double multiplier = scale * 4096.0 * 3.0;
  Sigmoid16Scale result = {0, 0};
  while (multiplier <= 32767.0 / 2.0 && result.shift <= 30) {
    ++result.shift;
    multiplier *= 2;
  }
  result.multiplier = int32_t(std::min(multiplier, 32767.0));
  return result;
}

template <bool isTanh> static LogicalResult mapWords(TfliteConversion &c, const StoredPair &pair) {
  int exponent = 0;
  if (pair.input.zeroPoint() != 0 || pair.result.zeroPoint != 0 ||
      !isPowerOfTwo(pair.result.scale, exponent) || exponent != -15)
    return c.unsupported("output must have scale 1 / 32768, and both zero points must be 0");
  Sigmoid16Scale scale = wordScale(pair.input.scale(), isTanh ? 1 : 0);
  Value table = sigmoidTable(c);
  return c.replace(*c.elementwise(
      {c.input(0)}, pair.result.element, [&](ScalarBuilder &b, ValueRange s) -> Value {
        Value x = widenInteger(b, s[0], false);
        Value y = isTanh ? tanh16(b, x, scale, table) : logistic16(b, x, scale, table);
        return arith::TruncIOp::create(b, pair.result.element, y);
      }));
}

/// LOGISTIC and TANH take arguments with 4 integer bits, whatever the output's scale is.
template <bool isTanh> static LogicalResult convertSigmoid(TfliteConversion &c) {
  if (isFloat(c))
    return mapFloats(c, [](ScalarBuilder &b, Value x) {
      return isTanh ? Value(math::TanhOp::create(b, x)) : sigmoidOf(b, x);
    });
  FailureOr<StoredPair> pair = readPair(c);
  if (failed(pair))
    return failure();
  if (c.element(0).isInteger(16))
    return mapWords<isTanh>(c, *pair);
  constexpr int integerBits = 4;
  constexpr int64_t resultZero = isTanh ? 0 : -128;
  int64_t center = pair->isUnsigned ? 128 : 0;
  if (pair->result.zeroPoint - center != resultZero)
    return c.unsupported("output has zero point " + Twine(pair->result.zeroPoint) + ", expected " +
                         Twine(resultZero + center));
  FixedMultiplier factor =
      quantizeMultiplier(pair->input.scale() * double(1 << (31 - integerBits)));
  int32_t radius = host::inputRadius(integerBits, factor.shift);
  return c.replace(mapBytes(c, pair->result.element, [&](int64_t stored) -> int64_t {
    int64_t steps = stored - pair->input.zeroPoint();
    // A radius of 0 makes 0 the lowest, as the kernels ask for that end first.
    if (std::abs(steps) >= radius)
      return (steps <= -radius ? -128 : 127) + center;
    int32_t x = host::multiply(int32_t(steps), factor);
    int32_t y = isTanh ? host::divideByPowerOfTwo(host::tanh(x, integerBits), 24)
                       : host::divideByPowerOfTwo(host::logistic(x, integerBits), 23);
    return std::clamp<int64_t>(y + resultZero, -128, 127) + center;
  }));
}

//===----------------------------------------------------------------------===//
// HARD_SWISH
//===----------------------------------------------------------------------===//

static int64_t saturate(int64_t x) { return std::clamp<int64_t>(x, -32768, 32767); }

/// x * y of 16-bit fractions; rounded to the nearest, or toward zero.
static int64_t multiplyWords(int64_t x, int64_t y, bool isRounded) {
  if (x == -32768 && y == -32768)
    return 32767;
  int64_t product = x * y;
  return isRounded ? (product + (1 << 14)) >> 15 : product / (1 << 15);
}

/// The upper half of a fraction of 31 bits, rounded.
static int64_t upperHalf(int32_t fraction) {
  return fraction >= std::numeric_limits<int32_t>::max() - (1 << 15) ? 32767
                                                                     : (fraction + (1 << 15)) >> 16;
}

/// x / 2^exponent as kernels round it in 16 bits: above those the mask of what is cut off
/// holds ones only, so that any positive number becomes 1 and any negative one -1.
static int64_t divideWord(int64_t x, int exponent) {
  auto mask = int16_t(uint16_t((int64_t(1) << exponent) - 1));
  int64_t threshold = (mask >> 1) + (x < 0);
  return (x >> exponent) + ((x & mask) > threshold);
}

static LogicalResult convertHardSwish(TfliteConversion &c) {
  if (isFloat(c))
    return mapFloats(c, [](ScalarBuilder &b, Value x) -> Value {
      auto number = [&](double value) { return constantOf(b, x.getType(), value); };
      Value gate = clampReal(b, addOf(b, x, number(3)), {0, 6});
      return arith::DivFOp::create(b, mulOf(b, x, gate), number(6));
    });
  FailureOr<StoredPair> pair = readPair(c);
  if (failed(pair))
    return failure();
  if (!c.element(0).isInteger(8))
    return c.unsupportedTypes();
  float fine = (1.0f / 128.0f) * float(pair->input.scale());
  FixedMultiplier result = quantizeMultiplier(double(fine / float(pair->result.scale)));
  FixedMultiplier gate = quantizeMultiplier(double(fine / (3.0f / 32768.0f)));
  if (result.shift > 0)
    return c.unsupported("the output's scale is too small for the input's");
  return c.replace(mapBytes(c, pair->result.element, [&](int64_t stored) -> int64_t {
    int64_t x = int16_t((stored - pair->input.zeroPoint()) * 128);
    int64_t scaled = multiplyWords(x, upperHalf(result.fraction), true);
    int64_t share = x;
    if (gate.shift > 0)
      share = saturate(share * (int64_t(1) << std::min(gate.shift - 1, 31)));
    share = multiplyWords(share, upperHalf(gate.fraction), true);
    if (gate.shift > 0)
      share = saturate(share * 2);
    if (gate.shift < 0)
      share = divideWord(share, -gate.shift);
    share = (share + (1 << 15)) >> 1; // From [-1, 1] to [0, 1].
    int64_t product = multiplyWords(share, scaled, false);
    int64_t steps = divideWord(product, -result.shift);
    return std::clamp(steps + pair->result.zeroPoint, pair->result.low, pair->result.high);
  }));
}

void sinter::populateTfliteActivation(TfliteTable &table) {
  table.add("ELU", convertElu);
  table.add("HARD_SWISH", convertHardSwish);
  table.add("LEAKY_RELU", convertLeakyRelu);
  table.add("LOGISTIC", convertSigmoid<false>);
  table.add("PRELU", convertPRelu, 2);
  table.add("RELU", convertRelu);
  table.add("RELU6", convertRelu6);
  table.add("RELU_0_TO_1", convertRelu0To1);
  table.add("RELU_N1_TO_1", convertReluN1To1);
  table.add("TANH", convertSigmoid<true>);
}
