// Holds the builtins (linked with the prefix b_) against the C library and the CPU.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *b_memcpy(void *, const void *, size_t);
void *b_memmove(void *, const void *, size_t);
void *b_memset(void *, int, size_t);
float b_fmaf(float, float, float);
double b_fmod(double, double);
float b___extendhfsf2(_Float16);
_Float16 b___truncsfhf2(float);
_Float16 b___truncdfhf2(double);
__bf16 b___truncsfbf2(float);

static int failures;

static void fail(const char *what, double input, double expected, double actual) {
  if (failures++ < 20)
    printf("%s(%a) = %a, expected %a\n", what, input, actual, expected);
}

static uint32_t random_bits(void) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 32);
}

static float as_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static double as_double(uint64_t bits) {
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

// Same number with the same sign, or both not a number.
static int same(double a, double b) {
  return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

#define CHECK_ROUNDING(name)                                                                       \
  float b_##name##f(float);                                                                        \
  double b_##name(double);                                                                         \
  static void check_##name(float x, double y) {                                                    \
    if (!same(b_##name##f(x), name##f(x)))                                                         \
      fail(#name "f", x, name##f(x), b_##name##f(x));                                              \
    if (!same(b_##name(y), name(y)))                                                               \
      fail(#name, y, name(y), b_##name(y));                                                        \
  }

CHECK_ROUNDING(floor)
CHECK_ROUNDING(ceil)
CHECK_ROUNDING(trunc)
CHECK_ROUNDING(round)
CHECK_ROUNDING(rint)
CHECK_ROUNDING(nearbyint)

float b_roundevenf(float);
double b_roundeven(double);

static void check_rounding(float x, double y) {
  check_floor(x, y);
  check_ceil(x, y);
  check_trunc(x, y);
  check_round(x, y);
  check_rint(x, y);
  check_nearbyint(x, y);
  if (!same(b_roundevenf(x), rintf(x)) || !same(b_roundeven(y), rint(y))) // to even by default
    fail("roundeven", x, rintf(x), b_roundevenf(x));
}

static void check_conversions(uint32_t bits, double wide) {
  float x = as_float(bits);
  if (!same((float)b___truncsfhf2(x), (float)(_Float16)x))
    fail("truncsfhf2", x, (float)(_Float16)x, (float)b___truncsfhf2(x));
  if (!same((float)b___truncdfhf2(wide), (float)(_Float16)wide))
    fail("truncdfhf2", wide, (float)(_Float16)wide, (float)b___truncdfhf2(wide));
  uint64_t rounded = (uint64_t)bits + 0x7fff + (bits >> 16 & 1);
  float expected = isnan(x) ? x : as_float((uint32_t)rounded & 0xffff0000);
  __bf16 actual = b___truncsfbf2(x);
  uint16_t actual_bits;
  memcpy(&actual_bits, &actual, 2);
  float widened = as_float((uint32_t)actual_bits << 16);
  if (!same(widened, expected))
    fail("truncsfbf2", x, expected, widened);
}

static void check_fmaf(float x, float y, float z) {
  if (!same(b_fmaf(x, y, z), fmaf(x, y, z)))
    fail("fmaf", x, fmaf(x, y, z), b_fmaf(x, y, z));
}

static void check_fmod(double x, double y) {
  if (!same(b_fmod(x, y), fmod(x, y)))
    fail("fmod", x, fmod(x, y), b_fmod(x, y));
}

// Products halfway between two floats, and a sum so small that a double drops
// it: only it tells which way to round.
static void check_halfway(void) {
  for (int i = 1; i < 256; i += 2)
    for (int j = 1; j < 256; j += 2)
      for (int exponent = -40; exponent > -130; exponent -= 15) {
        float x = 1 + ldexpf((float)i, -12), y = 1 + ldexpf((float)j, -12);
        check_fmaf(x, y, ldexpf(1, exponent));
        check_fmaf(x, y, -ldexpf(1, exponent));
        check_fmaf(-x, y, ldexpf(1, exponent));
      }
}

static void check_numbers(void) {
  for (long i = 0; i < 4000000; ++i) {
    uint32_t a = random_bits(), b = random_bits(), c = random_bits();
    double wide = as_double((uint64_t)a << 32 | b);
    check_rounding(as_float(a), wide);
    check_rounding((int32_t)a / 65536.0f, (int32_t)b / 65536.0); // halves and small numbers
    check_conversions(a, wide);
    check_conversions((a & 0x80000fff) | 0x33000000 | (b & 0x1fffffff),
                      ldexp((int32_t)b, (int)(c % 64) - 56));
    // Exponents close to one another, where one rounding differs from two.
    float x = as_float((a & 0x807fffff) | (100 + a % 60) << 23);
    float y = as_float((b & 0x807fffff) | (100 + b % 60) << 23);
    float z = as_float((c & 0x807fffff) | (90 + c % 80) << 23);
    check_fmaf(x, y, z);
    check_fmaf(as_float(a), as_float(b), as_float(c));
    check_fmod(as_float(a), as_float(b));
    check_fmod(x * 4096.0 + z, y);
    if (i % 64 == 0) // many steps from one exponent to the other
      check_fmod(wide, as_double((uint64_t)c << 32 | a));
    check_fmod(as_double((uint64_t)a << 20 | b), as_double((uint64_t)c << 16)); // subnormal
  }
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    uint16_t half = (uint16_t)bits;
    _Float16 value;
    memcpy(&value, &half, 2);
    if (!same(b___extendhfsf2(value), (float)value))
      fail("extendhfsf2", bits, (float)value, b___extendhfsf2(value));
  }
  static const float edges[] = {0.0f,        -0.0f,      0.5f,       -0.5f,         1.5f,      2.5f,
                                0.49999997f, 8388607.5f, 8388608.0f, INFINITY,      -INFINITY, NAN,
                                65504,       65519.996f, 65520,      5.9604645e-08f};
  for (unsigned i = 0; i < sizeof edges / sizeof *edges; ++i) {
    check_rounding(edges[i], edges[i]);
    for (unsigned j = 0; j < sizeof edges / sizeof *edges; ++j)
      check_fmod(edges[i], edges[j]);
    uint32_t bits;
    memcpy(&bits, &edges[i], 4);
    check_conversions(bits, edges[i]);
  }
}

// All sizes up to a few blocks, at all distances that can overlap, byte by byte.
static void check_memory(void) {
  enum { room = 700 };
  static unsigned char actual[room], expected[room];
  for (size_t size = 0; size < 200; ++size)
    for (int distance = -100; distance <= 100; ++distance) {
      for (int i = 0; i < room; ++i)
        actual[i] = expected[i] = (unsigned char)random_bits();
      b_memmove(actual + 250 + distance, actual + 250, size);
      memmove(expected + 250 + distance, expected + 250, size);
      if (memcmp(actual, expected, room))
        fail("memmove", size, distance, 0);
    }
  for (size_t size = 0; size < 200; ++size)
    for (int offset = 0; offset < 70; ++offset) {
      b_memcpy(actual + offset, expected + 350, size);
      memcpy(expected + offset, expected + 350, size);
      b_memset(actual + 350 - offset, (int)size + 256, size);
      memset(expected + 350 - offset, (int)size, size);
      if (memcmp(actual, expected, room))
        fail("memcpy or memset", size, offset, 0), memcpy(actual, expected, room);
    }
}

int main(void) {
  check_memory();
  check_numbers();
  check_halfway();
  if (failures == 0)
    printf("all builtins agree\n");
  return failures != 0;
}
