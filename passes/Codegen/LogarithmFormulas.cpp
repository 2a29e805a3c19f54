//===- LogarithmFormulas.cpp - log, powers and area functions -------------===//
//
// x = 2^e * m with m in [sqrt(1/2), sqrt(2)); ln(x) = e * ln(2) + ln(m).
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/MathFormulas.h"

using namespace mlir;
using namespace sinter::codegen;

namespace {

/// ln(x) in parts: exponent * ln(2) + (head + tail), where |tail| is small.
struct LogParts {
  Value exponent, head, tail;
};

} // namespace

static LogParts splitLog(MathBuilder &b, Value x) {
  // Denormals are scaled to have an exponent of their own.
  double smallest = b.isDouble() ? 2.2250738585072014e-308 : 1.17549435e-38;
  int64_t shift = b.getMantissaBits();
  Value isDenormal = b.less(x, b.constant(smallest));
  Value scaled = b.select(isDenormal, b.mul(x, b.constant(double(1ull << shift))), x);
  // Adding the distance between 1 and sqrt(1/2) carries into the exponent just
  // where m would be sqrt(2) or more.
  int64_t one = b.getExponentBias() << shift;
  int64_t root = b.isDouble() ? 0x3fe6a09e667f3bcdll : 0x3f3504f3ll;
  Value biased = b.intAdd(b.bits(scaled), b.intConstant(one - root));
  Value e = b.intSub(b.shiftRightSigned(biased, shift), b.intConstant(b.getExponentBias()));
  Value m = b.fromBits(b.intAdd(b.intAnd(biased, (int64_t(1) << shift) - 1), b.intConstant(root)));
  Value exponent = b.toFloat(e);
  exponent = b.select(isDenormal, b.sub(exponent, b.constant(shift)), exponent);

  Value f = b.sub(m, b.constant(1.0));
  Value square = b.mul(f, f);
  if (b.isDouble()) {
    // s = f / (2 + f): ln(1 + f) = 2 s + s^3 Q(s^2).
    static constexpr double wide[] = {0.66666666666666696, 0.39999999999898506, 0.2857142862637127,
                                      0.22222211077397896, 0.18182892887251098, 0.15331607963815622,
                                      0.14617736819453517};
    Value s = b.div(f, b.add(f, b.constant(2.0)));
    Value z = b.mul(s, s);
    // 2 s = f - s f; f is exact.
    Value half = b.mul(b.constant(0.5), square);
    Value q = b.mul(z, b.polynomial(z, wide));
    Value tail = b.sub(b.mul(s, b.add(half, q)), half);
    return {exponent, f, tail};
  }
  // ln(1 + f) = f - f^2 / 2 + f^3 P(f).
  static constexpr double single[] = {
      0.33333311933746057,  -0.24999986419897735, 0.20002146082298908,
      -0.16669216384347393, 0.14220021776827896,  -0.12385552082809248,
      0.11865130971688308,  -0.11780698723723121, 0.069210465549628966};
  Value cubic = b.mul(b.mul(square, f), b.polynomial(f, single));
  Value tail = b.fma(square, b.constant(-0.5), cubic);
  return {exponent, f, tail};
}

/// What every logarithm does at the ends of its range.
static Value fixEnds(MathBuilder &b, Value x, Value result) {
  result = b.select(b.equal(x, b.infinity()), x, result);
  result = b.select(b.less(x, b.constant(0.0)), b.notANumber(), result);
  result = b.select(b.equal(x, b.constant(0.0)), b.neg(b.infinity()), result);
  return b.select(b.isNaN(x), x, result);
}

Value sinter::codegen::expandLog(MathBuilder &b, Value x) {
  LogParts parts = splitLog(b, x);
  bool isDouble = b.isDouble();
  double high = isDouble ? 0.693147180369123816490 : 0.693359375;
  double low = isDouble ? 1.90821492927058770002e-10 : -2.12194440054690583e-4;
  Value tail = b.fma(parts.exponent, b.constant(low), parts.tail);
  Value result = b.fma(parts.exponent, b.constant(high), b.add(parts.head, tail));
  return fixEnds(b, x, result);
}

/// factor * ln(x) for a logarithm to another base: factor = high + low, where
/// high * head is exact; e * ln(2) * factor = e * unit.
static Value logToBase(MathBuilder &b, Value x, double high, double low, double unitHigh,
                       double unitLow) {
  LogParts parts = splitLog(b, x);
  Value sum = b.add(parts.head, parts.tail);
  Value result = b.mul(sum, b.constant(low));
  if (unitLow != 0)
    result = b.fma(parts.exponent, b.constant(unitLow), result);
  result = b.fma(parts.tail, b.constant(high), result);
  result = b.fma(parts.head, b.constant(high), result);
  return fixEnds(b, x, b.fma(parts.exponent, b.constant(unitHigh), result));
}

Value sinter::codegen::expandLog2(MathBuilder &b, Value x) {
  if (b.isDouble())
    return logToBase(b, x, 1.4426950216293335, 1.9259629911266175e-08, 1.0, 0.0);
  return logToBase(b, x, 1.4423828125, 3.1222839634e-4, 1.0, 0.0);
}

Value sinter::codegen::expandLog10(MathBuilder &b, Value x) {
  if (b.isDouble())
    return logToBase(b, x, 0.43429448187816888, 2.5082946711645275e-11, 0.30102999566395283,
                     2.8363394551044964e-14);
  return logToBase(b, x, 0.434326171875, -3.168997174819e-5, 0.301025390625, 4.6050389811952e-6);
}

/// ln(1 + x): where 1 + x rounds, the quotient restores what was lost.
Value sinter::codegen::expandLog1p(MathBuilder &b, Value x) {
  Value sum = b.add(x, b.constant(1.0));
  Value rounded = b.sub(sum, b.constant(1.0));
  Value log = expandLog(b, sum);
  Value corrected = b.mul(log, b.div(x, rounded));
  Value exact = b.either(b.equal(rounded, b.constant(0.0)), b.equal(sum, b.infinity()));
  Value tiny = b.select(b.equal(sum, b.infinity()), log, x);
  return b.select(exact, tiny, corrected);
}

Value sinter::codegen::expandAsinh(MathBuilder &b, Value x) {
  Value a = b.abs(x);
  Value square = b.mul(a, a);
  Value root = b.sqrt(b.add(square, b.constant(1.0)));
  Value near = expandLog1p(b, b.add(a, b.div(square, b.add(root, b.constant(1.0)))));
  Value far = b.add(expandLog(b, a), b.constant(0.69314718055994531));
  double limit = b.isDouble() ? 1e8 : 1e4;
  return b.copySign(b.select(b.less(a, b.constant(limit)), near, far), x);
}

Value sinter::codegen::expandAcosh(MathBuilder &b, Value x) {
  Value t = b.sub(x, b.constant(1.0));
  Value root = b.sqrt(b.mul(t, b.add(t, b.constant(2.0))));
  Value near = expandLog1p(b, b.add(t, root));
  Value far = b.add(expandLog(b, x), b.constant(0.69314718055994531));
  double limit = b.isDouble() ? 1e8 : 1e4;
  Value result = b.select(b.less(x, b.constant(limit)), near, far);
  return b.select(b.less(x, b.constant(1.0)), b.notANumber(), result);
}

Value sinter::codegen::expandAtanh(MathBuilder &b, Value x) {
  Value a = b.abs(x);
  Value quotient = b.div(b.add(a, a), b.sub(b.constant(1.0), a));
  Value result = b.mul(b.constant(0.5), expandLog1p(b, quotient));
  return b.copySign(b.select(b.less(b.constant(1.0), a), b.notANumber(), result), x);
}

/// C's pow, case by case, around exp2(y * log2(|x|)).
Value sinter::codegen::expandPow(MathBuilder &b, Value x, Value y, bool wide) {
  Value magnitude = b.abs(x);
  Value power;
  if (wide && !b.isDouble()) {
    MathBuilder w = b.withElementType(Float64Type::get(x.getContext()));
    Value log = expandLog2(w, w.convert(magnitude));
    power = b.convert(expandExp2(w, w.mul(w.convert(y), log)));
  } else {
    power = expandExp2(b, b.mul(y, expandLog2(b, magnitude)));
  }
  Value zero = b.constant(0.0), one = b.constant(1.0), infinity = b.infinity();
  Value yIsInteger = b.equal(b.trunc(y), y);
  Value halfY = b.mul(y, b.constant(0.5));
  Value yIsEven = b.equal(b.trunc(halfY), halfY);
  Value yIsFinite = b.less(b.abs(y), infinity);
  Value isNegative = b.less(b.copySign(one, x), zero);
  // A negative base: the sign of an odd power, no number for a fraction.
  Value isOdd = b.both(yIsInteger, b.select(yIsEven, b.less(one, zero), b.equal(y, y)));
  Value result = b.select(b.both(isNegative, isOdd), b.neg(power), power);
  Value noNumber = b.both(b.both(b.less(x, zero), b.less(magnitude, infinity)),
                          b.both(yIsFinite, b.less(zero, b.abs(b.sub(b.trunc(y), y)))));
  result = b.select(noNumber, b.notANumber(), result);
  result = b.select(b.either(b.isNaN(x), b.isNaN(y)), b.add(x, y), result);
  // 1 to any power, and (-1) to an infinite one; any number to the power 0.
  Value isUnit =
      b.either(b.equal(x, one), b.both(b.equal(magnitude, one), b.equal(b.abs(y), infinity)));
  return b.select(b.either(isUnit, b.equal(y, zero)), one, result);
}

/// exp2(log2(|x|) / 3) and one step of Newton's method.
Value sinter::codegen::expandCbrt(MathBuilder &b, Value x) {
  Value a = b.abs(x);
  Value root = expandExp2(b, b.mul(expandLog2(b, a), b.constant(1.0 / 3)));
  Value other = b.div(a, b.mul(root, root));
  Value refined = b.fma(b.sub(other, root), b.constant(1.0 / 3), root);
  Value isOrdinary = b.both(b.less(b.constant(0.0), a), b.less(a, b.infinity()));
  return b.copySign(b.select(isOrdinary, refined, a), x);
}
