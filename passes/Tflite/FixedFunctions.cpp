//===- FixedFunctions.cpp - exp, logistic, tanh in fixed point ------------===//

#include "passes/Tflite/FixedFunctions.h"
#include "passes/Tflite/HostFixedPoint.h"

#include <cmath>

using namespace sinter;
using namespace sinter::host;

static constexpr int32_t kOne = std::numeric_limits<int32_t>::max(); ///< No integer bits.

int32_t host::inputRadius(int integerBits, int shift) {
  double most = 1.0 * ((1 << integerBits) - 1) * double(int64_t(1) << (31 - integerBits)) /
                double(int64_t(1) << std::clamp(shift, 0, 62));
  return int32_t(std::floor(most));
}

/// exp(x) for x from -1/4 to below 0: a Taylor expansion around -1/8.
static int32_t expNearZero(int32_t a) {
  constexpr int32_t expOfCenter = 1895147668, third = 715827883;
  int32_t x = add(a, 1 << 28), x2 = highMul(x, x), x3 = highMul(x2, x);
  int32_t x4 = highMul(x2, x2), x4Quarter = divideByPowerOfTwo(x4, 2);
  int32_t rest = divideByPowerOfTwo(add(highMul(add(x4Quarter, x3), third), x2), 1);
  return add(expOfCenter, highMul(expOfCenter, add(x, rest)));
}

int32_t host::expOfNegative(int32_t a, int integerBits) {
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
      result = highMul(result, powers[k]);
  return result;
}

int32_t host::logistic(int32_t x, int integerBits) {
  if (x == 0)
    return 1 << 30;
  int32_t exp = expOfNegative(x > 0 ? -x : x, integerBits);
  // With one integer bit less the number is halved.
  int32_t positive = multiplyByPowerOfTwo(twiceInverseOfOnePlus(exp), 1);
  return x > 0 ? positive : kOne - positive;
}

int32_t host::tanh(int32_t x, int integerBits) {
  if (x == 0)
    return 0;
  int32_t exp = expOfNegative(x < 0 ? x : -x, integerBits + 1);
  int32_t result = multiplyByPowerOfTwo(subtract(twiceInverseOfOnePlus(exp), 1 << 29), 2);
  return x < 0 ? -result : result;
}
