//===- HostFixedPoint.cpp - TFLite's integer arithmetic, now --------------===//

#include "passes/Tflite/HostFixedPoint.h"

#include "llvm/ADT/bit.h"
#include <algorithm>
#include <limits>

using namespace sinter;

static constexpr int32_t kLowest = std::numeric_limits<int32_t>::min();
static constexpr int32_t kHighest = std::numeric_limits<int32_t>::max();

int32_t host::highMul(int32_t x, int32_t y) {
  if (x == kLowest && y == kLowest)
    return kHighest;
  return int32_t((int64_t(x) * y + (int64_t(1) << 30)) >> 31);
}

int32_t host::divideByPowerOfTwo(int32_t x, int exponent) {
  auto mask = int32_t((int64_t(1) << exponent) - 1);
  int32_t rest = x & mask, threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (rest > threshold ? 1 : 0);
}

int32_t host::multiplyByPowerOfTwo(int32_t x, int exponent) {
  int64_t product = int64_t(x) * (int64_t(1) << exponent);
  return int32_t(std::min<int64_t>(std::max<int64_t>(product, kLowest), kHighest));
}

int32_t host::multiply(int32_t x, FixedMultiplier factor) {
  int32_t shifted = int32_t(uint32_t(x) << std::clamp(factor.shift, 0, 31));
  return divideByPowerOfTwo(highMul(shifted, factor.fraction), std::max(-factor.shift, 0));
}

/// Five steps by Newton from 1, on numbers of three integer bits; x is brought into
/// [1/4, 1) by an even shift first.
FixedMultiplier host::inverseRoot(int32_t x) {
  if (x <= 1)
    return {kHighest, 0};
  int shift = 11;
  for (; x >= 1 << 29; x /= 4)
    ++shift;
  int pairs = (llvm::countl_zero(uint32_t(x)) - 1) / 2 - 1;
  shift -= pairs;
  x <<= 2 * pairs;

  constexpr int32_t one = 1 << 28, halfThree = (1 << 28) + (1 << 27), halfRootTwo = 1518500250;
  int32_t half = divideByPowerOfTwo(x >> 1, 1), root = one;
  for (int i = 0; i < 5; ++i) {
    // The cube has nine integer bits, the products of the difference have six.
    int32_t cube = multiplyByPowerOfTwo(highMul(highMul(root, root), root), 6);
    root = multiplyByPowerOfTwo(subtract(highMul(halfThree, root), highMul(half, cube)), 3);
  }
  root = highMul(root, halfRootTwo);
  if (shift < 0)
    return {int32_t(uint32_t(root) << -shift), 0};
  return {root, -shift};
}

/// Three steps by Newton, from 48 / 17 - 32 / 17 of the half.
int32_t host::twiceInverseOfOnePlus(int32_t x) {
  constexpr int32_t start = 1515870810, slope = -1010580540, one = 1 << 29;
  int64_t sum = int64_t(x) + kHighest;
  auto half = int32_t((sum + (sum >= 0 ? 1 : -1)) / 2);
  int32_t inverse = add(start, highMul(half, slope));
  for (int step = 0; step < 3; ++step) {
    int32_t error = subtract(one, highMul(half, inverse));
    inverse = add(inverse, multiplyByPowerOfTwo(highMul(inverse, error), 2));
  }
  return inverse;
}

host::Reciprocal host::reciprocal(int32_t x) {
  int leading = llvm::countl_zero(uint32_t(x));
  auto rest = int32_t((uint32_t(x) << leading) - (uint32_t(1) << 31));
  // Half of it, which takes one integer bit less, without any: one bit to the left.
  return {multiplyByPowerOfTwo(twiceInverseOfOnePlus(rest), 1), 31 - leading};
}
