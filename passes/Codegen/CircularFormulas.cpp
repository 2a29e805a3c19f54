//===- CircularFormulas.cpp - sin, cos and their inverses -----------------===//
//
// An angle is n * pi/2 + r with |r| <= pi/4; n modulo 4 says which of sin(r) and
// cos(r) is wanted and with which sign.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/MathFormulas.h"

using namespace mlir;
using namespace sinter::codegen;

constexpr double kTwoOverPi = 0.63661977236758134308;

/// Subtracts n * pi/2, given as parts of falling size.
static Value subtractQuarterTurns(MathBuilder &b, Value x, Value n, ArrayRef<double> parts) {
  for (double part : parts)
    x = b.fma(n, b.constant(-part), x);
  return x;
}

std::pair<Value, Value> sinter::codegen::expandSinCos(MathBuilder &b, Value x, bool wide) {
  static constexpr double sinSingle[] = {-0.16666666641659508, 0.0083333293817795598,
                                         -0.00019839332062249011, 2.7182760154192129e-06};
  static constexpr double cosSingle[] = {0.041666666623908527, -0.0013888883822694468,
                                         2.479953401678934e-05, -2.7211138752414888e-07};
  static constexpr double sinWide[] = {-0.16666666666666666,    0.0083333333333333228,
                                       -0.00019841269841255164, 2.7557319214224321e-06,
                                       -2.505210491749362e-08,  1.6058367099145583e-10,
                                       -7.578710287448129e-13};
  static constexpr double cosWide[] = {0.041666666666666664,   -0.0013888888888888879,
                                       2.4801587301574803e-05, -2.7557319216605971e-07,
                                       2.0876754610720856e-09, -1.1470318116410365e-11,
                                       4.7391241444070003e-14};
  // Parts of pi/2: in f32 the first three have so few bits that products with n up
  // to 2^13 are exact.
  static constexpr double singleParts[] = {1.5703125, 4.837512969970703125e-4,
                                           7.54978995489188216e-8, 5.126688e-15};
  static constexpr double wideParts[] = {1.57079632673412561417, 6.07710050630396597660e-11,
                                         2.02226624879595063154e-21};
  Value r, quadrant;
  if (wide && !b.isDouble()) {
    MathBuilder w = b.withElementType(Float64Type::get(x.getContext()));
    Value angle = w.clamp(w.convert(x), -1e13, 1e13);
    Value n = w.roundEven(w.mul(angle, w.constant(kTwoOverPi)));
    r = b.convert(subtractQuarterTurns(w, angle, n, wideParts));
    // Modulo 4 it fits any integer.
    Value turns = w.roundEven(w.mul(n, w.constant(0.25)));
    quadrant = b.toInt(b.convert(w.fma(turns, w.constant(-4.0), n)));
  } else {
    Value angle = b.clamp(x, -1e9, 1e9);
    Value n = b.roundEven(b.mul(angle, b.constant(kTwoOverPi)));
    r = subtractQuarterTurns(b, angle, n, b.isDouble() ? ArrayRef(wideParts) : singleParts);
    quadrant = b.toInt(n);
  }
  // Whatever is left of a huge angle, sines stay within bounds.
  r = b.clamp(r, -0.8, 0.8);
  Value z = b.mul(r, r);
  bool isDouble = b.isDouble();
  Value sine = b.fma(b.mul(b.polynomial(z, isDouble ? ArrayRef(sinWide) : sinSingle), z), r, r);
  Value cosine = b.fma(b.polynomial(z, isDouble ? ArrayRef(cosWide) : cosSingle), b.mul(z, z),
                       b.fma(z, b.constant(-0.5), b.constant(1.0)));

  Value swaps = b.intEqual(b.intAnd(quadrant, 1), 1);
  Value sinNegative = b.intEqual(b.intAnd(quadrant, 2), 2);
  Value cosNegative = b.intEqual(b.intAnd(b.intAdd(quadrant, b.intConstant(1)), 2), 2);
  Value sinResult = b.select(swaps, cosine, sine), cosResult = b.select(swaps, sine, cosine);
  sinResult = b.select(sinNegative, b.neg(sinResult), sinResult);
  cosResult = b.select(cosNegative, b.neg(cosResult), cosResult);
  Value isFinite = b.less(b.abs(x), b.infinity());
  // -0 keeps its sign, infinities have no sine.
  sinResult = b.select(b.equal(x, b.constant(0.0)), x, sinResult);
  return {b.select(isFinite, sinResult, b.notANumber()),
          b.select(isFinite, cosResult, b.notANumber())};
}

/// atan(x) for x >= 0: around 0, 1 and infinity, by the addition theorem.
static Value atanPositive(MathBuilder &b, Value x) {
  static constexpr double single[] = {-0.33333316288849729, 0.19998523367277837,
                                      -0.14244331655750708, 0.10598774935236292,
                                      -0.060889838589332557};
  Value one = b.constant(1.0);
  Value isLarge = b.less(b.constant(2.4142135623730950), x);
  Value isMiddle = b.less(b.constant(0.41421356237309504), x);
  Value t = b.select(isMiddle, b.div(b.sub(x, one), b.add(x, one)), x);
  t = b.select(isLarge, b.neg(b.div(one, x)), t);
  Value z = b.mul(t, t);
  Value tail;
  if (b.isDouble()) {
    // The series itself, long enough for z <= 0.172.
    SmallVector<double> series;
    for (int k = 1; k <= 20; ++k)
      series.push_back((k % 2 ? -1.0 : 1.0) / (2 * k + 1));
    tail = b.polynomial(z, series);
  } else {
    tail = b.polynomial(z, single);
  }
  Value result = b.fma(b.mul(tail, z), t, t);
  Value base = b.select(isMiddle, b.constant(0.78539816339744831), b.constant(0.0));
  base = b.select(isLarge, b.constant(1.5707963267948966), base);
  return b.add(base, result);
}

Value sinter::codegen::expandAtan(MathBuilder &b, Value x) {
  return b.select(b.isNaN(x), x, b.copySign(atanPositive(b, b.abs(x)), x));
}

Value sinter::codegen::expandAtan2(MathBuilder &b, Value y, Value x) {
  Value absX = b.abs(x), absY = b.abs(y), zero = b.constant(0.0);
  Value swaps = b.less(absX, absY);
  Value high = b.select(swaps, absY, absX), low = b.select(swaps, absX, absY);
  // 0 / 0 and infinity / infinity stand for angles 0 and pi/4.
  Value ratio = b.div(low, high);
  ratio = b.select(b.equal(high, zero), zero, ratio);
  ratio = b.select(b.equal(low, b.infinity()), b.constant(1.0), ratio);
  Value angle = atanPositive(b, ratio);
  angle = b.select(swaps, b.sub(b.constant(1.5707963267948966), angle), angle);
  Value leftwards = b.less(b.copySign(b.constant(1.0), x), zero);
  angle = b.select(leftwards, b.sub(b.constant(3.1415926535897932), angle), angle);
  return b.select(b.either(b.isNaN(x), b.isNaN(y)), b.add(x, y), b.copySign(angle, y));
}

/// asin(x) and acos(x) are the angles of a point on the unit circle; no point has
/// an |x| above 1, and the root of a negative number is NaN.
static Value getOtherSide(MathBuilder &b, Value x) {
  Value one = b.constant(1.0);
  return b.sqrt(b.mul(b.sub(one, x), b.add(one, x)));
}

Value sinter::codegen::expandAsin(MathBuilder &b, Value x) {
  return expandAtan2(b, x, getOtherSide(b, x));
}

Value sinter::codegen::expandAcos(MathBuilder &b, Value x) {
  return expandAtan2(b, getOtherSide(b, x), x);
}
