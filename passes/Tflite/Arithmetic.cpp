//===- Arithmetic.cpp - ADD, SUB, MUL, MAXIMUM, ADD_N, ... ----------------===//
//
// Operators of two inputs with broadcast and a fused activation. Sums and differences
// of quantized inputs are taken at a common scale, twice the larger one, with all the
// bits that 32 leave.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"
#include "passes/Tflite/Requantize.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Plain numbers
//===----------------------------------------------------------------------===//

/// x within the bounds, in any number.
static Value clampNumber(ScalarBuilder &b, Number number, Value x, const RealBounds &bounds) {
  if (number == Number::Float)
    return clampReal(b, x, bounds);
  if (bounds.low != -HUGE_VAL)
    x = maxOf(b, number, x, constantOf(b, x.getType(), bounds.low));
  if (bounds.high != HUGE_VAL)
    x = minOf(b, number, x, constantOf(b, x.getType(), bounds.high));
  return x;
}

/// Floats, or integers of 32 or 64 bits that are not quantized.
static LogicalResult mapPlain(TfliteConversion &c, TensorBuilder::BodyFn body) {
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds) || failed(checkSameElement(c, 0, 1)))
    return failure();
  Number number = c.number(0);
  bool isLong = c.element(0).isInteger(32) || c.element(0).isInteger(64);
  if (number != Number::Float && !(number == Number::Signed && isLong))
    return c.unsupportedTypes();
  return replaceBy(c, mapElements(c, {c.input(0), c.input(1)}, c.element(0),
                                  [&](ScalarBuilder &b, ValueRange s) {
                                    return clampNumber(b, number, body(b, s), *bounds);
                                  }));
}

static bool isQuantized(TfliteConversion &c) {
  return c.resultQuantization() && c.element(0).getIntOrFloatBitWidth() <= 16;
}

//===----------------------------------------------------------------------===//
// Quantized numbers
//===----------------------------------------------------------------------===//

namespace {

/// One stored input of a quantized operator.
struct Stored {
  Type element;
  bool isUnsigned;
  TfliteQuantization quantization;

  int64_t zero() const { return quantization.zeroPoint(); }
  int64_t reach() const { return reachOf(element, isUnsigned, zero()); }
  Value steps(ScalarBuilder &b, Value stored) const {
    return stepsOf(b, stored, isUnsigned, zero());
  }
};

/// Two stored inputs at one scale, and from there to the result.
struct CommonScale {
  Stored left, right;
  StoredBounds result;
  int shift; ///< Of steps to the left before they are scaled.
  FixedMultiplier leftFactor, rightFactor, resultFactor;
};

} // namespace

static FailureOr<Stored> readStored(TfliteConversion &c, unsigned i) {
  FailureOr<TfliteQuantization> quantization = c.tensorQuantization(i);
  if (failed(quantization))
    return failure();
  if (c.element(i) != c.resultElement() || c.isUnsigned(i) != c.isResultUnsigned())
    return c.unsupportedTypes();
  return Stored{c.element(i), c.isUnsigned(i), *quantization};
}

static FailureOr<CommonScale> readCommonScale(TfliteConversion &c, int byteShift, int wordShift) {
  FailureOr<Stored> left = readStored(c, 0), right = readStored(c, 1);
  FailureOr<StoredBounds> result = readFusedBounds(c);
  if (failed(left) || failed(right) || failed(result))
    return failure();
  return CommonScale{*left, *right, *result, left->element.isInteger(8) ? byteShift : wordShift,
                     {},    {},     {}};
}

/// (steps << shift) times a factor of at most a half; the half of the input with the
/// larger scale is one shift less.
static Value scaleUp(ScalarBuilder &b, Value steps, int shift, FixedMultiplier factor,
                     int64_t reach) {
  if (factor == FixedMultiplier{1 << 30, 0} && shift > 0)
    return arith::ShLIOp::create(b, steps, constantOf(b, steps.getType(), shift - 1));
  Value shifted =
      shift == 0 ? steps : arith::ShLIOp::create(b, steps, constantOf(b, steps.getType(), shift));
  return multiplyByFixed(b, shifted, factor, reach << shift);
}

static Value scaleLeft(ScalarBuilder &b, const CommonScale &how, Value stored) {
  return scaleUp(b, how.left.steps(b, stored), how.shift, how.leftFactor, how.left.reach());
}

static Value scaleRight(ScalarBuilder &b, const CommonScale &how, Value stored) {
  return scaleUp(b, how.right.steps(b, stored), how.shift, how.rightFactor, how.right.reach());
}

/// The limit of a sum or difference of scaled inputs.
static int64_t sumLimit(const CommonScale &how) {
  return (how.left.reach() + how.right.reach()) << how.shift;
}

/// `combine` makes one of two scaled inputs.
static LogicalResult combineScaled(TfliteConversion &c, const CommonScale &how, int64_t limit,
                                   TensorBuilder::BodyFn combine) {
  return replaceBy(
      c, mapElements(
             c, {c.input(0), c.input(1)}, how.result.element, [&](ScalarBuilder &b, ValueRange s) {
               Value scaled = combine(b, {scaleLeft(b, how, s[0]), scaleRight(b, how, s[1])});
               return storeSteps(b, multiplyByFixed(b, scaled, how.resultFactor, limit),
                                 how.result);
             }));
}

/// Sets the factors that bring both inputs to twice the larger scale, which it returns.
static double setInputFactors(CommonScale &how) {
  double left = how.left.quantization.scale(), right = how.right.quantization.scale();
  double twice = 2 * std::max(left, right);
  how.leftFactor = quantizeMultiplier(left / twice);
  how.rightFactor = quantizeMultiplier(right / twice);
  return twice;
}

static LogicalResult convertAdd(TfliteConversion &c) {
  auto add = [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], s[1]); };
  if (!isQuantized(c))
    return mapPlain(c, add);
  FailureOr<CommonScale> how = readCommonScale(c, 20, 15);
  if (failed(how))
    return failure();
  double twice = setInputFactors(*how);
  how->resultFactor = quantizeMultiplier(twice / ((1 << how->shift) * how->result.scale));
  return combineScaled(c, *how, sumLimit(*how), add);
}

/// The same as ADD but that the reference computes factors in f32.
static LogicalResult convertSub(TfliteConversion &c) {
  auto sub = [](ScalarBuilder &b, ValueRange s) { return subOf(b, s[0], s[1]); };
  if (!isQuantized(c))
    return mapPlain(c, sub);
  FailureOr<CommonScale> how = readCommonScale(c, 20, 15);
  if (failed(how))
    return failure();
  auto left = float(how->left.quantization.scale()), right = float(how->right.quantization.scale());
  float twice = 2 * std::max(left, right), result = float(how->result.scale);
  how->leftFactor = quantizeMultiplier(double(left / twice));
  how->rightFactor = quantizeMultiplier(double(right / twice));
  how->resultFactor = quantizeMultiplier(double(twice / (float(1 << how->shift) * result)));
  return combineScaled(c, *how, sumLimit(*how), sub);
}

static LogicalResult convertSquaredDifference(TfliteConversion &c) {
  auto square = [](ScalarBuilder &b, ValueRange s) {
    Value difference = subOf(b, s[0], s[1]);
    return mulOf(b, difference, difference);
  };
  if (!isQuantized(c))
    return mapPlain(c, square);
  FailureOr<CommonScale> how = readCommonScale(c, 7, 0);
  if (failed(how))
    return failure();
  double twice = setInputFactors(*how);
  double unit = double(float(1 << (2 * how->shift)) * float(how->result.scale));
  how->resultFactor = quantizeMultiplier(twice * twice / unit);
  return combineScaled(c, *how, std::numeric_limits<int64_t>::max(), square);
}

static LogicalResult convertMul(TfliteConversion &c) {
  auto mul = [](ScalarBuilder &b, ValueRange s) { return mulOf(b, s[0], s[1]); };
  if (!isQuantized(c))
    return mapPlain(c, mul);
  FailureOr<Stored> left = readStored(c, 0), right = readStored(c, 1);
  FailureOr<StoredBounds> result = readFusedBounds(c);
  if (failed(left) || failed(right) || failed(result))
    return failure();
  FixedMultiplier factor =
      quantizeMultiplier(left->quantization.scale() * right->quantization.scale() / result->scale);
  int64_t limit = left->reach() * right->reach();
  return replaceBy(
      c, mapElements(c, {c.input(0), c.input(1)}, result->element,
                     [&](ScalarBuilder &b, ValueRange s) {
                       Value product = mulOf(b, left->steps(b, s[0]), right->steps(b, s[1]));
                       return storeSteps(b, multiplyByFixed(b, product, factor, limit), *result);
                     }));
}

//===----------------------------------------------------------------------===//
// Extremes
//===----------------------------------------------------------------------===//

/// Stored numbers are compared as they are, as the reference does.
template <bool isMaximum> static LogicalResult convertExtreme(TfliteConversion &c) {
  Number number = c.number(0);
  if (failed(checkSameElement(c, 0, 1)))
    return failure();
  if (number == Number::Bool || number == Number::Other)
    return c.unsupportedTypes();
  // NaN on the right side stays, on the left it does not.
  auto relation = isMaximum ? Relation::Greater : Relation::Less;
  return replaceBy(
      c,
      mapElements(c, {c.input(0), c.input(1)}, c.element(0), [&](ScalarBuilder &b, ValueRange s) {
        return selectOf(b, compareOf(b, number, relation, s[0], s[1]), s[0], s[1]);
      }));
}

//===----------------------------------------------------------------------===//
// Many inputs
//===----------------------------------------------------------------------===//

static LogicalResult addMany(TfliteConversion &c, Type element, TensorBuilder::BodyFn body) {
  SmallVector<Value> inputs;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
    if (c.shape(i) != c.shape(0) || failed(checkSameElement(c, 0, i)))
      return c.unsupported("inputs differ in shape or type");
    inputs.push_back(c.input(i));
  }
  return replaceBy(c, c.elementwise(inputs, element, body));
}

static LogicalResult convertAddN(TfliteConversion &c) {
  auto sum = [](ScalarBuilder &b, ValueRange s) {
    Value total = s[0];
    for (Value more : s.drop_front())
      total = addOf(b, total, more);
    return total;
  };
  if (!isQuantized(c)) {
    Type element = c.element(0);
    bool isLong = element.isInteger(32) || element.isInteger(64);
    return isa<FloatType>(element) || isLong ? addMany(c, element, sum) : c.unsupportedTypes();
  }
  FailureOr<Stored> first = readStored(c, 0);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(first) || failed(result))
    return failure();
  for (unsigned i = 1; i < c.numInputs(); ++i) {
    FailureOr<TfliteQuantization> other = c.tensorQuantization(i);
    if (failed(other))
      return failure();
    if (other->scale() != first->quantization.scale() || other->zeroPoint() != first->zero())
      return c.unsupported("inputs differ in scale or zero point");
  }
  // Zero and each input come in halves at a shift of 20 to the left.
  constexpr int shift = 20;
  double twice = 2 * first->quantization.scale();
  FixedMultiplier factor = quantizeMultiplier(twice / ((1 << shift) * result->scale));
  int64_t limit = (first->reach() * int64_t(c.numInputs() + 1)) << (shift - 1);
  return addMany(c, result->element, [&](ScalarBuilder &b, ValueRange s) {
    Type i32 = b.getI32Type();
    Value total;
    for (Value stored : s) {
      Value steps = first->steps(b, stored);
      total = total ? addOf(b, total, steps) : steps;
    }
    Value empty = constantOf(b, i32, double(-first->zero()));
    Value scaled = arith::ShLIOp::create(b, addOf(b, total, empty), constantOf(b, i32, shift - 1));
    return storeSteps(b, multiplyByFixed(b, scaled, factor, limit), *result);
  });
}

void sinter::populateTfliteArithmetic(TfliteTable &table) {
  table.add("ADD", convertAdd, 2);
  table.add("ADD_N", convertAddN);
  table.add("MAXIMUM", convertExtreme<true>, 2);
  table.add("MINIMUM", convertExtreme<false>, 2);
  table.add("MUL", convertMul, 2);
  table.add("SQUARED_DIFFERENCE", convertSquaredDifference, 2);
  table.add("SUB", convertSub, 2);
}
