//===- FixedScalars.cpp - Functions in fixed point at run time ------------===//

#include "passes/Tflite/FixedScalars.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace sinter;

static Value number(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), double(value));
}

static Value shiftLeft(ScalarBuilder &b, Value x, Value amount) {
  return arith::ShLIOp::create(b, x, amount);
}

static Value leadingZeros(ScalarBuilder &b, Value x) {
  return math::CountLeadingZerosOp::create(b, x);
}

static Value highMul(ScalarBuilder &b, Value x, Value y) {
  return roundingDoublingHighMul(b, x, y);
}

Value sinter::fixedTimesPowerOfTwo(ScalarBuilder &b, Value x, int exponent) {
  int64_t threshold = (int64_t(1) << (31 - exponent)) - 1;
  Value shifted = shiftLeft(b, x, number(b, exponent));
  auto beyond = [&](Relation relation, int64_t bound, int64_t value) {
    Value isBeyond = compareOf(b, Number::Signed, relation, x, number(b, bound));
    shifted = selectOf(b, isBeyond, number(b, value), shifted);
  };
  beyond(Relation::Greater, threshold, INT32_MAX);
  beyond(Relation::Less, -threshold, INT32_MIN);
  return shifted;
}

/// Three steps by Newton, from 48 / 17 - 32 / 17 of the half.
Value sinter::fixedInverseOfOnePlus(ScalarBuilder &b, Value x) {
  Value half = addOf(b, arith::ShRSIOp::create(b, x, number(b, 1)), number(b, 1 << 30));
  Value y = addOf(b, number(b, 1515870810), highMul(b, half, number(b, -1010580540)));
  for (int step = 0; step < 3; ++step) {
    Value error = subOf(b, number(b, 1 << 29), highMul(b, half, y));
    y = addOf(b, y, fixedTimesPowerOfTwo(b, highMul(b, y, error), 2));
  }
  return fixedTimesPowerOfTwo(b, y, 1);
}

//===----------------------------------------------------------------------===//
// Logarithm
//===----------------------------------------------------------------------===//

namespace {

/// x = rest * 2^(power + 1/4), both in fixed point.
struct Normalized {
  Value rest, power;
};

} // namespace

/// x times 2^(leading zeros - 1), less where `y`, x times sqrt(1/2), allows one bit more: so
/// the rest is between sqrt(1/2) and 1.
static Normalized normalize(ScalarBuilder &b, Value x, int inputBits, int powerBits) {
  Value rootOfHalf = number(b, 1518500250), one = number(b, 1);
  Value quarter = number(b, int64_t(1) << (29 - powerBits));
  Value scale = number(b, 31 - powerBits);

  Value zeros = leadingZeros(b, x);
  Value full = shiftLeft(b, x, maxOf(b, Number::Signed, subOf(b, zeros, one), number(b, 0)));
  Value rest = fixedTimesPowerOfTwo(b, highMul(b, full, rootOfHalf), 1);
  Value power = addOf(b, shiftLeft(b, subOf(b, number(b, inputBits), zeros), scale), quarter);

  Value headroom = subOf(b, leadingZeros(b, highMul(b, x, rootOfHalf)), one);
  headroom = maxOf(b, Number::Signed, headroom, number(b, 0));
  Type wide = b.getI64Type();
  Value shifted =
      shiftLeft(b, arith::ExtSIOp::create(b, wide, x), arith::ExtSIOp::create(b, wide, headroom));
  shifted = minOf(b, Number::Signed, shifted, constantOf(b, wide, INT32_MAX));
  Value otherRest = arith::TruncIOp::create(b, b.getI32Type(), shifted);
  Value otherPower =
      subOf(b, shiftLeft(b, subOf(b, number(b, inputBits), headroom), scale), quarter);
  return {minOf(b, Number::Signed, rest, otherRest), maxOf(b, Number::Signed, power, otherPower)};
}

/// The rest's logarithm is a rational function of its distance from sqrt(sqrt(1/2)).
Value sinter::fixedLogarithm(ScalarBuilder &b, Value x, int inputBits, int resultBits) {
  constexpr int64_t logOfTwo = 1488522236, center = 1805811301;
  constexpr int64_t numerator = 117049297, square = 127690142, constant = 1057819769,
                    slope = 638450708;
  int powerBits = resultBits + 1; // Room for sums that come close to the ends.
  Normalized n = normalize(b, x, inputBits, powerBits);

  // The mean of two positive numbers may use bit 31 on the way.
  Value mean = arith::ShRUIOp::create(b, addOf(b, n.rest, number(b, center + 1)), number(b, 1));
  Value off = subOf(b, n.rest, number(b, center));
  off = addOf(b, off, off);
  Value offSquare = highMul(b, off, off);
  Value above = addOf(b, highMul(b, off, n.rest),
                      highMul(b, highMul(b, off, offSquare), number(b, numerator)));
  Value below =
      addOf(b, addOf(b, number(b, constant), off), highMul(b, number(b, square), offSquare));
  below = addOf(b, highMul(b, mean, below), highMul(b, number(b, slope), off));

  Value whole = highMul(b, n.power, number(b, logOfTwo));
  Value fraction =
      highMul(b, roundingDivideByPowerOfTwo(b, above, powerBits), fixedInverseOfOnePlus(b, below));
  return fixedTimesPowerOfTwo(b, addOf(b, whole, fraction), powerBits - resultBits);
}

//===----------------------------------------------------------------------===//
// Inverse root
//===----------------------------------------------------------------------===//

namespace {

/// x brought to [2^27, 2^29) by an even shift, and half of that shift.
struct EvenShift {
  Value shifted, pairs;
};

} // namespace

static EvenShift shiftEvenly(ScalarBuilder &b, Value x) {
  Value two = number(b, 2), one = number(b, 1);
  Value isLarge = compareOf(b, Number::Signed, Relation::GreaterOrEqual, x, number(b, 1 << 29));
  Value small = selectOf(b, isLarge, arith::ShRSIOp::create(b, x, two), x);
  small = maxOf(b, Number::Signed, small, two);
  Value zeros = subOf(b, leadingZeros(b, small), one);
  Value pairs = subOf(b, arith::ShRSIOp::create(b, zeros, one), one);
  Value shifted = shiftLeft(b, small, shiftLeft(b, pairs, one));
  return {shifted, selectOf(b, isLarge, subOf(b, pairs, one), pairs)};
}

static Value isAtMostOne(ScalarBuilder &b, Value x) {
  return compareOf(b, Number::Signed, Relation::LessOrEqual, x, number(b, 1));
}

/// Five steps by Newton from 1, on numbers of three integer bits.
Value sinter::fixedInverseRoot(ScalarBuilder &b, Value x) {
  constexpr int64_t one = 1 << 28, halfThree = (1 << 28) + (1 << 27), halfRootTwo = 1518500250;
  EvenShift even = shiftEvenly(b, x);
  Value input = arith::ShRSIOp::create(b, even.shifted, number(b, 1));
  Value half = roundingDivideByPowerOfTwo(b, input, 1), root = number(b, one);
  for (int step = 0; step < 5; ++step) {
    // The cube has nine integer bits, the products of the difference have six.
    Value cube = fixedTimesPowerOfTwo(b, highMul(b, highMul(b, root, root), root), 6);
    Value next = subOf(b, highMul(b, number(b, halfThree), root), highMul(b, half, cube));
    root = fixedTimesPowerOfTwo(b, next, 3);
  }
  root = highMul(b, root, number(b, halfRootTwo));
  // Shifts to the left become part of the fraction.
  Value left = maxOf(b, Number::Signed, subOf(b, even.pairs, number(b, 11)), number(b, 0));
  return selectOf(b, isAtMostOne(b, x), number(b, INT32_MAX), shiftLeft(b, root, left));
}

Value sinter::fixedInverseRootShift(ScalarBuilder &b, Value x) {
  Value shift = subOf(b, shiftEvenly(b, x).pairs, number(b, 11));
  shift = minOf(b, Number::Signed, shift, number(b, 0));
  return selectOf(b, isAtMostOne(b, x), number(b, 0), shift);
}

Value sinter::multiplyByFixed(ScalarBuilder &b, Value x, Value fraction, Value shift) {
  Value zero = number(b, 0);
  Value left = maxOf(b, Number::Signed, shift, zero);
  Value right = maxOf(b, Number::Signed, subOf(b, zero, shift), zero);
  return roundingDivideByPowerOfTwo(b, highMul(b, shiftLeft(b, x, left), fraction), right);
}
