//===- BuiltinsMemoryTest.cpp - Builtins for memory and integers ----------===//

#include "gtest/gtest.h"

#include <cstdint>
#include <cstring>
#include <random>

using int128_t = __int128;
using uint128_t = unsigned __int128;

extern "C" {
void *b_memcpy(void *, const void *, size_t);
void *b_memmove(void *, const void *, size_t);
void *b_memset(void *, int, size_t);
uint32_t b___mulsi3(uint32_t, uint32_t);
uint64_t b___muldi3(uint64_t, uint64_t);
uint128_t b___multi3(uint128_t, uint128_t);
uint64_t b___ashldi3(uint64_t, int);
uint64_t b___lshrdi3(uint64_t, int);
uint64_t b___ashrdi3(uint64_t, int);
int b___clzsi2(uint32_t);
uint32_t b___udivsi3(uint32_t, uint32_t);
uint32_t b___umodsi3(uint32_t, uint32_t);
int32_t b___divsi3(int32_t, int32_t);
int32_t b___modsi3(int32_t, int32_t);
uint64_t b___udivdi3(uint64_t, uint64_t);
uint64_t b___umoddi3(uint64_t, uint64_t);
int64_t b___divdi3(int64_t, int64_t);
int64_t b___moddi3(int64_t, int64_t);
uint128_t b___udivti3(uint128_t, uint128_t);
uint128_t b___umodti3(uint128_t, uint128_t);
int128_t b___divti3(int128_t, int128_t);
int128_t b___modti3(int128_t, int128_t);
}

static std::mt19937_64 generator(1);

TEST(Builtins, Memory) {
  constexpr int room = 700;
  unsigned char actual[room], expected[room];
  // All sizes up to a few blocks, at all distances that can overlap, byte by byte.
  for (size_t size = 0; size < 200; ++size)
    for (int distance = -100; distance <= 100; ++distance) {
      for (int i = 0; i < room; ++i)
        actual[i] = expected[i] = static_cast<unsigned char>(generator());
      EXPECT_EQ(b_memmove(actual + 250 + distance, actual + 250, size), actual + 250 + distance);
      std::memmove(expected + 250 + distance, expected + 250, size);
      ASSERT_EQ(std::memcmp(actual, expected, room), 0) << size << " by " << distance;
    }
  for (size_t size = 0; size < 200; ++size)
    for (int offset = 0; offset < 70; ++offset) {
      EXPECT_EQ(b_memcpy(actual + offset, expected + 350, size), actual + offset);
      std::memcpy(expected + offset, expected + 350, size);
      EXPECT_EQ(b_memset(actual + 350 - offset, int(size) + 256, size), actual + 350 - offset);
      std::memset(expected + 350 - offset, int(size), size);
      ASSERT_EQ(std::memcmp(actual, expected, room), 0) << size << " at " << offset;
    }
}

/// An integer of any size, or close to the edge of its type.
template <typename T> static T pickInteger() {
  T bits = T(generator());
  if constexpr (sizeof(T) == 16)
    bits = bits << 64 | generator();
  uint64_t random = generator();
  if (random % 8 == 0)
    return T(random / 8 % 5) - 2;
  bits = bits >> (random / 8 % (8 * sizeof(T)));
  return random % 8 == 1 ? ~bits : bits;
}

template <typename T> static void checkDivision(T (*divide)(T, T), T (*remainder)(T, T)) {
  for (int i = 0; i < 1000000; ++i) {
    T a = pickInteger<T>(), b = pickInteger<T>();
    // The quotient of the least integer by -1 has no meaning.
    if (b == 0 || (b == T(-1) && T(-1) < T(1) && a == T(T(1) << (8 * sizeof(T) - 1))))
      continue;
    ASSERT_TRUE(divide(a, b) == a / b) << uint64_t(a) << " by " << uint64_t(b);
    ASSERT_TRUE(remainder(a, b) == a % b) << uint64_t(a) << " by " << uint64_t(b);
  }
  EXPECT_TRUE(divide(7, 0) == 0); // ends, with the result that Arm's instruction has
}

TEST(Builtins, Division) {
  checkDivision<uint32_t>(b___udivsi3, b___umodsi3);
  checkDivision<int32_t>(b___divsi3, b___modsi3);
  checkDivision<uint64_t>(b___udivdi3, b___umoddi3);
  checkDivision<int64_t>(b___divdi3, b___moddi3);
  checkDivision<uint128_t>(b___udivti3, b___umodti3);
  checkDivision<int128_t>(b___divti3, b___modti3);
}

TEST(Builtins, ProductsAndShifts) {
  for (int i = 0; i < 1000000; ++i) {
    uint64_t a = pickInteger<uint64_t>(), b = pickInteger<uint64_t>();
    int shift = int(generator() % 64);
    ASSERT_EQ(b___mulsi3(uint32_t(a), uint32_t(b)), uint32_t(a) * uint32_t(b));
    ASSERT_EQ(b___muldi3(a, b), a * b);
    ASSERT_TRUE(b___multi3(a, b) == uint128_t(a) * b);
    ASSERT_EQ(b___ashldi3(a, shift), a << shift) << a << ' ' << shift;
    ASSERT_EQ(b___lshrdi3(a, shift), a >> shift) << a << ' ' << shift;
    ASSERT_EQ(b___ashrdi3(a, shift), uint64_t(int64_t(a) >> shift)) << a << ' ' << shift;
    uint32_t word = uint32_t(a);
    ASSERT_EQ(b___clzsi2(word), word ? __builtin_clz(word) : 32) << word;
  }
}
