//===- Math.cpp - Functions of one number ---------------------------------===//
//
// ABS, NEG, SQUARE, EXP, LOG, SQRT, RSQRT, SIN, COS, CEIL, FLOOR, ROUND. Functions of
// floats are operations of the math dialect, which code generation expands.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/FixedScalars.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/HostFixedPoint.h"
#include "passes/Tflite/Lookup.h"
#include "passes/Tflite/Operands.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

static LogicalResult mapInput(TfliteConversion &c,
                              llvm::function_ref<Value(ScalarBuilder &, Value)> body) {
  return replaceBy(c, c.elementwise({c.input(0)}, c.element(0),
                                    [&](ScalarBuilder &b, ValueRange s) { return body(b, s[0]); }));
}

template <typename OpT> static LogicalResult convertFloatFunction(TfliteConversion &c) {
  if (c.number(0) != Number::Float)
    return c.unsupportedTypes();
  Type compute = accumulatorOf(c.element(0));
  return mapInput(c, [&](ScalarBuilder &b, Value x) {
    return floatCast(b, OpT::create(b, floatCast(b, x, compute)), x.getType());
  });
}

/// Declines what is not an unquantized number.
static LogicalResult checkPlain(TfliteConversion &c) {
  Number number = c.number(0);
  bool isNumber = number == Number::Float || number == Number::Signed || number == Number::Unsigned;
  return isNumber && !c.quantization(0) ? success() : c.unsupportedTypes();
}

static LogicalResult convertNeg(TfliteConversion &c) {
  if (failed(checkPlain(c)))
    return failure();
  return mapInput(c, [](ScalarBuilder &b, Value x) -> Value {
    if (isa<FloatType>(x.getType()))
      return arith::NegFOp::create(b, x);
    return subOf(b, constantOf(b, x.getType(), 0), x);
  });
}

static LogicalResult convertSquare(TfliteConversion &c) {
  if (failed(checkPlain(c)))
    return failure();
  return mapInput(c, [](ScalarBuilder &b, Value x) { return mulOf(b, x, x); });
}

//===----------------------------------------------------------------------===//
// Functions of quantized numbers
//===----------------------------------------------------------------------===//

/// Returns how both sides are quantized.
static FailureOr<std::pair<TfliteQuantization, TfliteQuantization>>
bothQuantizations(TfliteConversion &c) {
  FailureOr<TfliteQuantization> from = c.tensorQuantization(0), to = c.resultTensorQuantization();
  if (failed(from) || failed(to))
    return failure();
  if (c.element(0) != c.resultElement() || c.isUnsigned(0) || c.isResultUnsigned())
    return c.unsupportedTypes();
  return std::make_pair(*from, *to);
}

static LogicalResult convertAbs(TfliteConversion &c) {
  Number number = c.number(0);
  if (!c.quantization(0)) {
    if (failed(checkPlain(c)))
      return failure();
    return mapInput(c, [&](ScalarBuilder &b, Value x) { return absOf(b, number, x); });
  }
  auto quantizations = bothQuantizations(c);
  if (failed(quantizations))
    return failure();
  auto [from, to] = *quantizations;
  Type element = c.element(0);
  unsigned width = element.getIntOrFloatBitWidth();
  if (width > 16)
    return c.unsupportedTypes();
  // The quotient of scales is rounded to f32.
  FixedMultiplier factor = quantizeMultiplier(float(from.scale()) / float(to.scale()));
  double zero = from.zeroPoint(), resultZero = to.zeroPoint();
  bool isRescaled = from.scale() != to.scale();
  double highest = (1 << (width - 1)) - 1;
  return mapInput(c, [&](ScalarBuilder &b, Value x) -> Value {
    Type i32 = b.getI32Type();
    Value steps = subOf(b, widenInteger(b, x, false), constantOf(b, i32, zero));
    steps = math::AbsIOp::create(b, steps);
    if (isRescaled)
      steps = multiplyByFixed(b, steps, factor);
    steps = addOf(b, steps, constantOf(b, i32, resultZero));
    steps = maxOf(b, Number::Signed, steps, constantOf(b, i32, -highest - 1));
    steps = minOf(b, Number::Signed, steps, constantOf(b, i32, highest));
    return arith::TruncIOp::create(b, element, steps);
  });
}

namespace {

/// The inverse root of steps, and what makes stored numbers of it.
struct StoredRoot {
  static constexpr int kShift = 20; ///< Keeps fractions of the root.

  FixedMultiplier factor;
  int64_t inputZero, resultZero;
};

} // namespace

static int64_t inverseRootOfByte(int64_t stored, const StoredRoot &how) {
  auto steps = int32_t(stored - how.inputZero);
  if (steps <= 0)
    return 127;
  FixedMultiplier root = host::inverseRoot(steps);
  root.shift += StoredRoot::kShift;
  int64_t result = host::multiply(host::multiply(1, root), how.factor) + how.resultZero;
  return std::clamp<int64_t>(result, -128, 127);
}

static Value inverseRootOfWord(ScalarBuilder &b, Value stored, const StoredRoot &how) {
  Type i32 = b.getI32Type();
  auto number = [&](int64_t value) { return constantOf(b, i32, double(value)); };
  Value steps = subOf(b, widenInteger(b, stored, false), number(how.inputZero));
  Value shift = addOf(b, fixedInverseRootShift(b, steps), number(StoredRoot::kShift));
  Value root = multiplyByFixed(b, number(1), fixedInverseRoot(b, steps), shift);
  Value result = addOf(b, multiplyByFixed(b, root, how.factor), number(how.resultZero));
  Value isRoot = compareOf(b, Number::Signed, Relation::Greater, steps, number(0));
  result = selectOf(b, isRoot, result, number(32767));
  result =
      minOf(b, Number::Signed, maxOf(b, Number::Signed, result, number(-32768)), number(32767));
  return arith::TruncIOp::create(b, stored.getType(), result);
}

/// 8-bit numbers are looked up. What is negative gives what zero does, the highest number.
static LogicalResult convertRsqrt(TfliteConversion &c) {
  if (!c.quantization(0)) {
    if (!c.element(0).isF32())
      return c.unsupportedTypes();
    return mapInput(c, [](ScalarBuilder &b, Value x) -> Value {
      return arith::DivFOp::create(b, constantOf(b, x.getType(), 1), math::SqrtOp::create(b, x));
    });
  }
  auto quantizations = bothQuantizations(c);
  if (failed(quantizations))
    return failure();
  auto [from, to] = *quantizations;
  float product = std::sqrt(float(from.scale())) * float(to.scale());
  StoredRoot how{quantizeMultiplier(1.0 / double(product)), from.zeroPoint(), to.zeroPoint()};
  how.factor.shift -= StoredRoot::kShift;
  if (c.element(0).isInteger(8))
    return c.replace(
        mapBytes(c, c.element(0), [&](int64_t stored) { return inverseRootOfByte(stored, how); }));
  if (!c.element(0).isInteger(16))
    return c.unsupportedTypes();
  return mapInput(c, [&](ScalarBuilder &b, Value x) { return inverseRootOfWord(b, x, how); });
}

void sinter::populateTfliteMath(TfliteTable &table) {
  table.add("ABS", convertAbs);
  table.add("CEIL", convertFloatFunction<math::CeilOp>);
  table.add("COS", convertFloatFunction<math::CosOp>);
  table.add("EXP", convertFloatFunction<math::ExpOp>);
  table.add("FLOOR", convertFloatFunction<math::FloorOp>);
  table.add("LOG", convertFloatFunction<math::LogOp>);
  table.add("NEG", convertNeg);
  table.add("ROUND", convertFloatFunction<math::RoundEvenOp>);
  table.add("RSQRT", convertRsqrt);
  table.add("SIN", convertFloatFunction<math::SinOp>);
  table.add("SQRT", convertFloatFunction<math::SqrtOp>);
  table.add("SQUARE", convertSquare);
}
