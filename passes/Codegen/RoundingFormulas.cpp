//===- RoundingFormulas.cpp - Rounding, choice and remainder --------------===//

#include "passes/Codegen/MathFormulas.h"

using namespace mlir;
using namespace sinter::codegen;

/// Numbers from here on have no fraction.
static Value getIntegerLimit(MathBuilder &b) {
  return b.constant(double(1ull << b.getMantissaBits()));
}

Value sinter::codegen::expandRound(MathBuilder &b, Value x) {
  // The largest number below one half: half itself would round 0.49999997 up.
  double half = b.isDouble() ? 0.49999999999999994 : 0.49999997;
  Value rounded = b.trunc(b.add(x, b.copySign(b.constant(half), x)));
  return b.select(b.less(b.abs(x), getIntegerLimit(b)), rounded, x);
}

/// Adding and subtracting a number without fraction bits rounds to integers.
Value sinter::codegen::expandRoundEven(MathBuilder &b, Value x) {
  Value limit = getIntegerLimit(b), magnitude = b.abs(x);
  Value rounded = b.sub(b.add(magnitude, limit), limit);
  return b.select(b.less(magnitude, limit), b.copySign(rounded, x), x);
}

Value sinter::codegen::expandTrunc(MathBuilder &b, Value x) {
  Value magnitude = b.abs(x), rounded = expandRoundEven(b, magnitude);
  Value lower = b.sub(rounded, b.constant(1.0));
  return b.copySign(b.select(b.less(magnitude, rounded), lower, rounded), x);
}

Value sinter::codegen::expandFloor(MathBuilder &b, Value x) {
  Value rounded = expandRoundEven(b, x);
  Value lower = b.sub(rounded, b.constant(1.0));
  return b.copySign(b.select(b.less(x, rounded), lower, rounded), x);
}

Value sinter::codegen::expandCeil(MathBuilder &b, Value x) {
  return b.neg(expandFloor(b, b.neg(x)));
}

// `a < b ? a : b` is one instruction on most machines and gives b if either is
// NaN; what remains to be seen is whether a is.
Value sinter::codegen::expandMaximum(MathBuilder &b, Value x, Value y) {
  Value larger = b.select(b.less(y, x), x, y);
  return b.select(b.isNaN(x), x, larger);
}

Value sinter::codegen::expandMinimum(MathBuilder &b, Value x, Value y) {
  Value smaller = b.select(b.less(x, y), x, y);
  return b.select(b.isNaN(x), x, smaller);
}

/// Long division by steps of 28 bits: each quotient has so few bits that its
/// product with the divisor is exact.
Value sinter::codegen::expandRemainder(MathBuilder &wide, Value x, Value y) {
  constexpr int stepBits = 28, steps = 10; // 2^277 / 2^-149 at most.
  Value rest = wide.abs(x), divisor = wide.abs(y), zero = wide.constant(0.0);
  for (int step = steps - 1; step >= 0; --step) {
    Value scaled = wide.mul(divisor, wide.constant(std::ldexp(1.0, step * stepBits)));
    Value quotient = wide.trunc(wide.div(rest, scaled));
    rest = wide.sub(rest, wide.mul(quotient, scaled));
    // The quotient may have been rounded up to the next integer.
    rest = wide.select(wide.less(rest, zero), wide.add(rest, scaled), rest);
  }
  Value isFinite = wide.less(wide.abs(x), wide.infinity());
  Value exists = wide.both(isFinite, wide.less(zero, divisor));
  Value result = wide.copySign(wide.select(exists, rest, wide.notANumber()), x);
  result = wide.select(wide.both(isFinite, wide.equal(divisor, wide.infinity())), x, result);
  return wide.select(wide.either(wide.isNaN(x), wide.isNaN(y)), wide.add(x, y), result);
}
