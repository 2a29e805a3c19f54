//===- ExponentialFormulas.cpp - exp and what follows from it -------------===//
//
// e^x = 2^n * e^r with |r| <= ln(2) / 2. The polynomials are minimax fits of
// (e^r - 1 - r) / r^2 and its like.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/MathFormulas.h"

using namespace mlir;
using namespace sinter::codegen;

/// e^r - 1 for |r| <= ln(2) / 2.
static Value expSmallMinusOne(MathBuilder &b, Value r) {
  static constexpr double single[] = {0.50000000955517798, 0.16666518379383677,
                                      0.041666204448612319, 0.008368946722247925,
                                      0.0013950586842698324};
  static constexpr double wide[] = {
      0.5,
      0.16666666666666685,
      0.041666666666666727,
      0.0083333333333166556,
      0.0013888888888858406,
      0.00019841269897285312,
      2.4801587373826141e-05,
      2.7557233994946135e-06,
      2.7557233281196707e-07,
      2.5112328474245626e-08,
      2.0926968748195343e-09,
  };
  Value tail = b.polynomial(r, b.isDouble() ? ArrayRef(wide) : ArrayRef(single));
  return b.fma(tail, b.mul(r, r), r);
}

static Value expSmall(MathBuilder &b, Value r) {
  return b.add(expSmallMinusOne(b, r), b.constant(1.0));
}

namespace {

/// x rounded to an integer, as a number and as bits that `scale` understands.
struct Rounded {
  Value number, bits;
};

} // namespace

/// Rounds factor * x. Adding a number without fraction bits rounds, and leaves the
/// integer in the low bits of the sum; twice the exponent bias is added to it.
static Rounded roundToBits(MathBuilder &b, Value x, double factor) {
  double magic = 1.5 * double(1ull << b.getMantissaBits()) + 2 * b.getExponentBias();
  Value sum = b.fma(x, b.constant(factor), b.constant(magic));
  return {b.sub(sum, b.constant(magic)), b.bits(sum)};
}

/// value * 2^n, in two steps so that it may leave the range of normal numbers. The
/// shifts push the high bits of the sum out.
static Value scale(MathBuilder &b, Value value, Value bits) {
  Value half = b.shiftRightSigned(bits, 1), rest = b.intSub(bits, half);
  auto power = [&](Value exponent) {
    return b.fromBits(b.shiftLeft(exponent, b.getMantissaBits()));
  };
  return b.mul(b.mul(value, power(half)), power(rest));
}

/// Results below the smallest normal number are zero: processors compute others a
/// hundred times slower, and a softmax with a mask has many. Outside of the range of
/// normal results nothing limits x, since what the steps then compute is not used.
Value sinter::codegen::expandExp(MathBuilder &b, Value x, int64_t power) {
  constexpr double ln2 = 0.69314718055994531;
  bool isDouble = b.isDouble();
  double lowest = (isDouble ? -708.39641853226 : -87.33654022216797) - power * ln2;
  double highest = (isDouble ? 709.782712893383 : 88.722831726074219) - power * ln2;
  double magic = 1.5 * double(1ull << b.getMantissaBits());
  Value sum = b.fma(x, b.constant(1 / ln2), b.constant(magic));
  Value n = b.sub(sum, b.constant(magic));
  // ln(2) in two parts, the first with so few bits that its product with n is exact.
  Value r = b.fma(n, b.constant(isDouble ? -0.693147180369123816490 : -0.693359375), x);
  r = b.fma(n, b.constant(isDouble ? -1.90821492927058770002e-10 : 2.12194440054690583e-4), r);
  // The low bits of the sum are n: shifted, they add to the exponent of e^r.
  Value exponent = b.bits(sum);
  if (power)
    exponent = b.intAdd(exponent, b.intConstant(power));
  Value shifted = b.shiftLeft(exponent, b.getMantissaBits());
  Value result = b.fromBits(b.intAdd(b.bits(expSmall(b, r)), shifted));
  // Above all results: infinity; a NaN stays one.
  result = b.select(b.lessEqual(x, b.constant(highest)), result, b.add(x, b.infinity()));
  return b.select(b.less(x, b.constant(lowest)), b.constant(0.0), result);
}

// A NaN passes through rounding, polynomial and scaling on its own.

Value sinter::codegen::expandExp2(MathBuilder &b, Value x) {
  Value limited = b.isDouble() ? b.clamp(x, -1100, 1040) : b.clamp(x, -155, 135);
  Rounded n = roundToBits(b, limited, 1.0);
  Value r = b.mul(b.sub(limited, n.number), b.constant(0.69314718055994531));
  return scale(b, expSmall(b, r), n.bits);
}

Value sinter::codegen::expandExpm1(MathBuilder &b, Value x) {
  Value isSmall = b.less(b.abs(x), b.constant(0.34657));
  Value large = b.sub(expandExp(b, x), b.constant(1.0));
  return b.select(isSmall, expSmallMinusOne(b, x), large);
}

/// Where |x| < 1, e^x - e^-x cancels: x + x^3 * P(x^2) instead.
Value sinter::codegen::expandSinh(MathBuilder &b, Value x) {
  static constexpr double taylor[] = {
      1.0 / 6,        1.0 / 120,        1.0 / 5040,          1.0 / 362880,
      1.0 / 39916800, 1.0 / 6227020800, 1.0 / 1307674368000, 1.0 / 355687428096000};
  Value magnitude = b.abs(x);
  Value half = expandExp(b, magnitude, /*scale=*/-1);
  Value large = b.sub(half, b.div(b.constant(0.25), half));
  Value square = b.mul(x, x);
  ArrayRef<double> terms(taylor);
  Value tail = b.polynomial(square, b.isDouble() ? terms : terms.take_front(4));
  Value small = b.fma(b.mul(tail, square), x, x);
  return b.select(b.less(magnitude, b.constant(1.0)), small, b.copySign(large, x));
}

Value sinter::codegen::expandCosh(MathBuilder &b, Value x) {
  Value half = expandExp(b, b.abs(x), /*scale=*/-1);
  return b.add(half, b.div(b.constant(0.25), half));
}

Value sinter::codegen::expandTanh(MathBuilder &b, Value x) {
  static constexpr double single[] = {-0.33333279567759883, 0.1333135437093429,
                                      -0.053730940918528203, 0.020606707811474171,
                                      -0.0056653336244062878};
  // 1 - 2 / (e^2x + 1) loses what it subtracts; near zero take the polynomial. In
  // f64 the quotient sinh / cosh serves near zero.
  Value magnitude = b.abs(x);
  Value large = b.sub(
      b.constant(1.0),
      b.div(b.constant(2.0), b.add(expandExp(b, b.add(magnitude, magnitude)), b.constant(1.0))));
  Value small;
  if (b.isDouble()) {
    small = b.div(expandSinh(b, x), expandCosh(b, x));
  } else {
    Value square = b.mul(x, x);
    small = b.fma(b.mul(b.polynomial(square, single), square), x, x);
  }
  return b.select(b.less(magnitude, b.constant(0.625)), small, b.copySign(large, x));
}
