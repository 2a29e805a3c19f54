//===- BuiltinsTest.cpp - Builtins beside the CPU's own arithmetic --------===//
//
// The C sources of the builtins, compiled for this machine with the prefix b_, must compute what
// its instructions and its C library compute, to the bit but for the bits of NaN.
//
//===----------------------------------------------------------------------===//

#include "gtest/gtest.h"

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#define NUMBERS(number, mode, f)                                                                   \
  number b___add##mode##3(number, number);                                                         \
  number b___sub##mode##3(number, number);                                                         \
  number b___mul##mode##3(number, number);                                                         \
  number b___div##mode##3(number, number);                                                         \
  int b___eq##mode##2(number, number);                                                             \
  int b___ne##mode##2(number, number);                                                             \
  int b___lt##mode##2(number, number);                                                             \
  int b___le##mode##2(number, number);                                                             \
  int b___gt##mode##2(number, number);                                                             \
  int b___ge##mode##2(number, number);                                                             \
  int b___unord##mode##2(number, number);                                                          \
  int32_t b___fix##mode##si(number);                                                               \
  int64_t b___fix##mode##di(number);                                                               \
  uint32_t b___fixuns##mode##si(number);                                                           \
  uint64_t b___fixuns##mode##di(number);                                                           \
  number b___floatsi##mode(int32_t);                                                               \
  number b___floatdi##mode(int64_t);                                                               \
  number b___floatunsi##mode(uint32_t);                                                            \
  number b___floatundi##mode(uint64_t);                                                            \
  number b_sqrt##f(number);                                                                        \
  number b_fma##f(number, number, number);                                                         \
  number b_fmod##f(number, number);                                                                \
  number b_ldexp##f(number, int);                                                                  \
  number b_floor##f(number);                                                                       \
  number b_ceil##f(number);                                                                        \
  number b_trunc##f(number);                                                                       \
  number b_round##f(number);                                                                       \
  number b_rint##f(number);                                                                        \
  number b_nearbyint##f(number);                                                                   \
  number b_roundeven##f(number);                                                                   \
  number b_fmin##f(number, number);                                                                \
  number b_fmax##f(number, number);                                                                \
  number b_fminimum##f(number, number);                                                            \
  number b_fmaximum##f(number, number);                                                            \
  number b_fminimum_num##f(number, number);                                                        \
  number b_fmaximum_num##f(number, number);

extern "C" {
NUMBERS(float, sf, f)
NUMBERS(double, df, )
double b___extendsfdf2(float);
float b___truncdfsf2(double);
float b___extendhfsf2(_Float16);
_Float16 b___truncsfhf2(float);
_Float16 b___truncdfhf2(double);
// Declared with the other type of 16 bits, which comes in the same register: Clang goes by way of
// a function of its own to look at the bits of a __bf16.
_Float16 b___truncsfbf2(float);
_Float16 b___truncdfbf2(double);
int64_t b___fixhfdi(_Float16);
uint64_t b___fixunshfdi(_Float16);
_Float16 b___floatdihf(int64_t);
_Float16 b___floatundihf(uint64_t);
}

namespace {

template <typename To, typename From> To bitcast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

/// Same number with the same sign, or both not a number.
template <typename T> bool isSame(T a, T b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

uint64_t nextRandom() {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state >> 32 | state << 32;
}

template <typename T> struct Format;
template <> struct Format<float> {
  using Bits = uint32_t;
  static constexpr int fraction = 23, bias = 127;
};
template <> struct Format<double> {
  using Bits = uint64_t;
  static constexpr int fraction = 52, bias = 1023;
};

/// Numbers where something changes: kinds, signs, first and last of each.
template <typename T> std::vector<T> getEdges() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> edges;
  for (T size : {T(0),
                 Limits::denorm_min(),
                 Limits::denorm_min() * 3,
                 Limits::min(),
                 Limits::min() - Limits::denorm_min(),
                 Limits::max(),
                 Limits::infinity(),
                 Limits::quiet_NaN(),
                 Limits::epsilon(),
                 T(1),
                 1 - Limits::epsilon() / 2,
                 1 + Limits::epsilon(),
                 T(0.5),
                 T(0.49999997),
                 T(1.5),
                 T(2),
                 T(2.5),
                 T(3),
                 T(4095.5),
                 T(8388607.5),
                 T(8388608),
                 T(4503599627370495.5),
                 T(2147483648),
                 T(2147483647),
                 T(4294967295),
                 T(4294967296),
                 T(9223372036854775808u),
                 T(18446744073709551615u),
                 T(65504),
                 T(65519.996),
                 T(65520),
                 T(5.9604645e-08),
                 T(1e-45),
                 T(3.3895314e38)})
    for (T sign : {T(1), T(-1)})
      edges.push_back(std::copysign(size, sign));
  return edges;
}

/// Any number, one near 1, one of few bits, or an edge.
template <typename T> T pick() {
  using Bits = typename Format<T>::Bits;
  static const std::vector<T> edges = getEdges<T>();
  uint64_t random = nextRandom();
  Bits bits = Bits(nextRandom());
  constexpr int fraction = Format<T>::fraction;
  switch (random % 8) {
  case 0:
  case 1:
    return bitcast<T>(bits);
  case 2:
    return edges[random / 8 % edges.size()];
  case 3: // few bits
    bits &= ~Bits(0) << (fraction - random / 8 % 12);
    [[fallthrough]];
  default: { // near to 1
    Bits exponent = Format<T>::bias - 30 + random / 128 % 60;
    bits &= ~(Bits(2 * Format<T>::bias + 1) << fraction);
    return bitcast<T>(Bits(bits | exponent << fraction));
  }
  }
}

/// Calls `check` with all pairs of edges, and with many others.
template <typename T, typename Check> void forPairs(long count, Check check) {
  for (T a : getEdges<T>())
    for (T b : getEdges<T>())
      check(a, b);
  for (long i = 0; i < count && !testing::Test::HasFailure(); ++i)
    check(pick<T>(), pick<T>());
}

#define EXPECT_SAME(actual, expected, ...)                                                         \
  EXPECT_TRUE(isSame(actual, expected))                                                            \
      << #actual << " = " << (actual) << ", expected " << (expected) << " of "                     \
      << testing::PrintToString(std::make_tuple(__VA_ARGS__))

#define TEST_ARITHMETIC(T, name, mode, f)                                                          \
  TEST(Builtins, name##Arithmetic) {                                                               \
    forPairs<T>(3000000, [](T a, T b) {                                                            \
      EXPECT_SAME(b___add##mode##3(a, b), a + b, a, b);                                            \
      EXPECT_SAME(b___sub##mode##3(a, b), a - b, a, b);                                            \
      EXPECT_SAME(b___mul##mode##3(a, b), a * b, a, b);                                            \
      EXPECT_SAME(b___div##mode##3(a, b), a / b, a, b);                                            \
      EXPECT_SAME(b_sqrt##f(a), std::sqrt(a), a);                                                  \
    });                                                                                            \
  }                                                                                                \
  TEST(Builtins, name##Comparison) {                                                               \
    forPairs<T>(1000000, [](T a, T b) {                                                            \
      EXPECT_EQ(b___eq##mode##2(a, b) == 0, a == b) << a << ' ' << b;                              \
      EXPECT_EQ(b___ne##mode##2(a, b) != 0, a != b) << a << ' ' << b;                              \
      EXPECT_EQ(b___lt##mode##2(a, b) < 0, a < b) << a << ' ' << b;                                \
      EXPECT_EQ(b___le##mode##2(a, b) <= 0, a <= b) << a << ' ' << b;                              \
      EXPECT_EQ(b___gt##mode##2(a, b) > 0, a > b) << a << ' ' << b;                                \
      EXPECT_EQ(b___ge##mode##2(a, b) >= 0, a >= b) << a << ' ' << b;                              \
      EXPECT_EQ(b___unord##mode##2(a, b) != 0, std::isnan(a) || std::isnan(b));                    \
      T quiet = std::numeric_limits<T>::quiet_NaN(), low = a < b ? a : b, high = a < b ? b : a;    \
      bool isNumber = !std::isnan(a) && !std::isnan(b), isOne = std::isnan(a) != std::isnan(b);    \
      if (isNumber && a == 0 && b == 0)                                                            \
        low = std::signbit(a) ? a : b, high = std::signbit(a) ? b : a;                             \
      T other = std::isnan(a) ? b : a;                                                             \
      EXPECT_SAME(b_fmin##f(a, b), isNumber ? low : isOne ? other : quiet, a, b);                  \
      EXPECT_SAME(b_fmax##f(a, b), isNumber ? high : isOne ? other : quiet, a, b);                 \
      EXPECT_SAME(b_fminimum_num##f(a, b), b_fmin##f(a, b), a, b);                                 \
      EXPECT_SAME(b_fmaximum_num##f(a, b), b_fmax##f(a, b), a, b);                                 \
      EXPECT_SAME(b_fminimum##f(a, b), isNumber ? low : quiet, a, b);                              \
      EXPECT_SAME(b_fmaximum##f(a, b), isNumber ? high : quiet, a, b);                             \
    });                                                                                            \
  }                                                                                                \
  TEST(Builtins, name##Rounding) {                                                                 \
    forPairs<T>(2000000, [](T a, T) {                                                              \
      EXPECT_SAME(b_floor##f(a), std::floor(a), a);                                                \
      EXPECT_SAME(b_ceil##f(a), std::ceil(a), a);                                                  \
      EXPECT_SAME(b_trunc##f(a), std::trunc(a), a);                                                \
      EXPECT_SAME(b_round##f(a), std::round(a), a);                                                \
      EXPECT_SAME(b_rint##f(a), std::rint(a), a);                                                  \
      EXPECT_SAME(b_nearbyint##f(a), std::rint(a), a);                                             \
      EXPECT_SAME(b_roundeven##f(a), std::rint(a), a);                                             \
    });                                                                                            \
  }                                                                                                \
  TEST(Builtins, name##MultiplyAdd) {                                                              \
    for (T a : getEdges<T>())                                                                      \
      for (T b : getEdges<T>())                                                                    \
        for (T c : getEdges<T>())                                                                  \
          EXPECT_SAME(b_fma##f(a, b, c), std::fma(a, b, c), a, b, c);                              \
    forPairs<T>(2000000, [](T a, T b) {                                                            \
      T c = pick<T>();                                                                             \
      EXPECT_SAME(b_fma##f(a, b, c), std::fma(a, b, c), a, b, c);                                  \
      c = -a * b; /* what is left is the rounding error */                                         \
      EXPECT_SAME(b_fma##f(a, b, c), std::fma(a, b, c), a, b, c);                                  \
      c = std::ldexp(c, int(nextRandom() % 120) - 60);                                             \
      EXPECT_SAME(b_fma##f(a, b, c), std::fma(a, b, c), a, b, c);                                  \
    });                                                                                            \
  }                                                                                                \
  TEST(Builtins, name##RemainderAndScale) {                                                        \
    forPairs<T>(300000, [](T a, T b) {                                                             \
      EXPECT_SAME(b_fmod##f(a, b), std::fmod(a, b), a, b);                                         \
      int power = int(nextRandom() % 400) - 200;                                                   \
      EXPECT_SAME(b_ldexp##f(a, power), std::ldexp(a, power), a, power);                           \
      power *= 40;                                                                                 \
      EXPECT_SAME(b_ldexp##f(a, power), std::ldexp(a, power), a, power);                           \
    });                                                                                            \
    for (T a : getEdges<T>())                                                                      \
      for (int power : {INT32_MIN, INT32_MAX, -30000, 30000})                                      \
        EXPECT_SAME(b_ldexp##f(a, power), std::ldexp(a, power), a, power);                         \
  }                                                                                                \
  TEST(Builtins, name##Integers) {                                                                 \
    forPairs<T>(2000000, [](T a, T) {                                                              \
      EXPECT_EQ(b___fix##mode##si(a), clamp<int32_t>(a)) << a;                                     \
      EXPECT_EQ(b___fix##mode##di(a), clamp<int64_t>(a)) << a;                                     \
      EXPECT_EQ(b___fixuns##mode##si(a), clamp<uint32_t>(a)) << a;                                 \
      EXPECT_EQ(b___fixuns##mode##di(a), clamp<uint64_t>(a)) << a;                                 \
      uint64_t integer = nextRandom();                                                             \
      if (nextRandom() % 2) /* halfway between two numbers, or close to it */                      \
        integer = (integer & ~uint64_t(0) << 40) + (uint64_t(1) << 39) + integer % 3 - 1;          \
      integer >>= nextRandom() % 64;                                                               \
      for (uint64_t i : {integer, ~integer, integer << 32, uint64_t(0)}) {                         \
        EXPECT_SAME(b___floatsi##mode(int32_t(i)), T(int32_t(i)), int32_t(i));                     \
        EXPECT_SAME(b___floatdi##mode(int64_t(i)), T(int64_t(i)), int64_t(i));                     \
        EXPECT_SAME(b___floatunsi##mode(uint32_t(i)), T(uint32_t(i)), uint32_t(i));                \
        EXPECT_SAME(b___floatundi##mode(i), T(i), i);                                              \
      }                                                                                            \
    });                                                                                            \
  }

/// The nearest integer towards zero that the type has, zero of NaN.
template <typename Integer, typename T> Integer clamp(T a) {
  if (std::isnan(a))
    return 0;
  if (a >= std::ldexp(T(1), std::numeric_limits<Integer>::digits))
    return std::numeric_limits<Integer>::max();
  if (a <= T(std::numeric_limits<Integer>::min()))
    return std::numeric_limits<Integer>::min();
  return Integer(a);
}

TEST_ARITHMETIC(float, Float, sf, f)
TEST_ARITHMETIC(double, Double, df, )

//===----------------------------------------------------------------------===//
// Between formats
//===----------------------------------------------------------------------===//

/// Rounds to a format of few bits by the double's own rounding: adding 2^52 units of the last
/// place leaves no bit below.
double roundTo(double a, int fractionBits, int minExponent, double largest) {
  if (std::isnan(a) || std::isinf(a) || a == 0)
    return a;
  int exponent = std::max(std::ilogb(a), minExponent);
  double unit = std::ldexp(1.0, exponent - fractionBits);
  double rounded = std::copysign(std::rint(std::fabs(a) / unit) * unit, a);
  return std::fabs(rounded) > largest ? std::copysign(INFINITY, a) : rounded;
}
double roundToHalf(double a) { return roundTo(a, 10, -14, 65504); }
double roundToBfloat(double a) { return roundTo(a, 7, -126, std::ldexp(255.0, 120)); }

double widen(_Float16 a) { return double(b___extendhfsf2(a)); }
double widenBfloat(_Float16 a) { return bitcast<float>(uint32_t(bitcast<uint16_t>(a)) << 16); }

TEST(Builtins, Widening) {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double size = exponent == 31 ? (fraction ? NAN : INFINITY)
                  : exponent     ? std::ldexp(1024 + fraction, exponent - 25)
                                 : std::ldexp(fraction, -24);
    auto half = bitcast<_Float16>(uint16_t(bits));
    double number = std::copysign(size, bits & 0x8000 ? -1.0 : 1.0);
    EXPECT_SAME(b___extendhfsf2(half), float(number), bits);
    EXPECT_EQ(b___fixhfdi(half), clamp<int64_t>(number)) << bits;
    EXPECT_EQ(b___fixunshfdi(half), clamp<uint64_t>(number)) << bits;
    // And back, to the bit; a NaN stays one.
    if (!std::isnan(number)) {
      EXPECT_EQ(bitcast<uint16_t>(b___truncsfhf2(float(number))), bits);
      EXPECT_EQ(bitcast<uint16_t>(b___truncdfhf2(number)), bits);
    } else {
      EXPECT_TRUE(std::isnan(b___extendhfsf2(b___truncsfhf2(b___extendhfsf2(half))))) << bits;
    }
  }
  forPairs<float>(1000000, [](float a, float) { EXPECT_SAME(b___extendsfdf2(a), double(a), a); });
}

TEST(Builtins, Narrowing) {
  auto check = [](double a) {
    float single = float(a);
    EXPECT_SAME(b___truncdfsf2(a), single, a);
    EXPECT_SAME(widen(b___truncdfhf2(a)), roundToHalf(a), a);
    EXPECT_SAME(widenBfloat(b___truncdfbf2(a)), roundToBfloat(a), a);
    EXPECT_SAME(widen(b___truncsfhf2(single)), roundToHalf(single), single);
    EXPECT_SAME(widenBfloat(b___truncsfbf2(single)), roundToBfloat(single), single);
  };
  forPairs<double>(2000000, [&](double a, double b) { check(a); });
  forPairs<float>(2000000, [&](float a, float b) { check(a); });
  for (uint32_t bits = 0; bits < 31744; ++bits) { // halfway between two, and beside it
    double low = widen(bitcast<_Float16>(uint16_t(bits)));
    double next = widen(bitcast<_Float16>(uint16_t(bits + 1)));
    double middle = std::isinf(next) ? 65520 : (low + next) / 2;
    check(middle);
    check(std::nextafter(middle, 0.0));
    check(-std::nextafter(middle, INFINITY));
    check(std::nextafter(float(middle), 0.0f));
  }
  for (long i = 0; i < 1000000; ++i) {
    int64_t integer = int64_t(nextRandom()) >> (nextRandom() % 64);
    EXPECT_SAME(widen(b___floatdihf(integer)), roundToHalf(double(integer)), integer);
    EXPECT_SAME(widen(b___floatundihf(integer)), roundToHalf(double(uint64_t(integer))), integer);
  }
}

} // namespace
