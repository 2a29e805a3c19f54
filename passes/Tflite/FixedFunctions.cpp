//===- FixedFunctions.cpp - exp, logistic, tanh in fixed point ------------===//

#include "passes/Tflite/FixedFunctions.h"

#include <cmath>

using namespace sinter;

static constexpr int32_t kOne = std::numeric_limits<int32_t>::max(); ///< No integer bits.

/// Sums wrap as they do in registers.
static int32_t add(int32_t x, int32_t y) { return int32_t(uint32_t(x) + uint32_t(y)); }
static int32_t subtract(int32_t x, int32_t y) { return int32_t(uint32_t(x) - uint32_t(y)); }

int32_t fixed::multiply(int32_t x, int32_t y) {
  if (x == y && x == std::numeric_limits<int32_t>::min())
    return kOne;
  return int32_t((int64_t(x) * y + (int64_t(1) << 30)) >> 31);
}

int32_t fixed::divideByPowerOfTwo(int32_t x, int exponent) {
  int64_t half = exponent == 0 ? 0 : int64_t(1) << (exponent - 1);
  int64_t less = x < 0 && exponent > 0 ? 1 : 0;
  return int32_t((x + half - less) >> exponent);
}

/// x * 2^exponent, saturating.
static int32_t multiplyByPowerOfTwo(int32_t x, int exponent) {
  int32_t threshold = (int32_t(1) << (31 - exponent)) - 1;
  if (x > threshold)
    return kOne;
  if (x < -threshold)
    return std::numeric_limits<int32_t>::min();
  return int32_t(uint32_t(x) << exponent);
}

int32_t fixed::scale(int32_t x, FixedMultiplier factor) {
  auto shifted = int32_t(uint32_t(x) << std::clamp(factor.shift, 0, 31));
  return divideByPowerOfTwo(multiply(shifted, factor.fraction), std::max(-factor.shift, 0));
}

int32_t fixed::inputRadius(int integerBits, int shift) {
  double most = 1.0 * ((1 << integerBits) - 1) * double(int64_t(1) << (31 - integerBits)) /
                double(int64_t(1) << std::clamp(shift, 0, 62));
  return int32_t(std::floor(most));
}

/// exp(x) for x from -1/4 to below 0: a Taylor expansion around -1/8.
static int32_t expNearZero(int32_t a) {
  constexpr int32_t expOfCenter = 1895147668, third = 715827883;
  int32_t x = add(a, 1 << 28), x2 = fixed::multiply(x, x), x3 = fixed::multiply(x2, x);
  int32_t x4 = fixed::multiply(x2, x2), x4Quarter = fixed::divideByPowerOfTwo(x4, 2);
  int32_t rest = fixed::divideByPowerOfTwo(add(fixed::multiply(add(x4Quarter, x3), third), x2), 1);
  return add(expOfCenter, fixed::multiply(expOfCenter, add(x, rest)));
}

int32_t fixed::expOfNegative(int32_t a, int integerBits) {
  // exp(-2^k) for k from -2 on.
  constexpr int32_t powers[] = {1672461947, 1302514674, 790015084, 290630308,
                                39332535,   720401,     242};
  if (a == 0)
    return kOne;
  int fractionBits = 31 - integerBits;
  int32_t quarter = int32_t(1) << (fractionBits - 2);
  int32_t inQuarter = (a & (quarter - 1)) - quarter;
  int32_t result = expNearZero(multiplyByPowerOfTwo(inQuarter, integerBits));
  int32_t rest = subtract(inQuarter, a);
  for (int k = 0; k < 7 && k - 2 < integerBits; ++k)
    if (rest & (int32_t(1) << (fractionBits + k - 2)))
      result = multiply(result, powers[k]);
  return result;
}

/// Returns 1 / (1 + x) * 2 with 2 integer bits, for x from 0 to 1: three steps of Newton.
static int32_t twiceInverseOfOnePlus(int32_t a) {
  constexpr int32_t start = 1515870810, slope = -1010580540, one = 1 << 29;
  int64_t sum = int64_t(a) + kOne;
  auto half = int32_t((sum + (sum >= 0 ? 1 : -1)) / 2);
  int32_t x = add(start, fixed::multiply(half, slope));
  for (int step = 0; step < 3; ++step) {
    int32_t error = subtract(one, fixed::multiply(half, x));
    x = add(x, multiplyByPowerOfTwo(fixed::multiply(x, error), 2));
  }
  return x;
}

int32_t fixed::logistic(int32_t x, int integerBits) {
  if (x == 0)
    return 1 << 30;
  int32_t exp = expOfNegative(x > 0 ? -x : x, integerBits);
  // With one integer bit less the number is halved.
  int32_t positive = multiplyByPowerOfTwo(twiceInverseOfOnePlus(exp), 1);
  return x > 0 ? positive : kOne - positive;
}

int32_t fixed::tanh(int32_t x, int integerBits) {
  if (x == 0)
    return 0;
  int32_t exp = expOfNegative(x < 0 ? x : -x, integerBits + 1);
  int32_t result = multiplyByPowerOfTwo(subtract(twiceInverseOfOnePlus(exp), 1 << 29), 2);
  return x < 0 ? -result : result;
}
