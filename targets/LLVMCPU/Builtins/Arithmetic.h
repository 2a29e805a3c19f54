//===- Arithmetic.h - Sums, products, quotients, roots --------------------===//
//
// Included once per format. Signs, infinities and NaNs first, then significands as integers, then
// one rounding.
//
//===----------------------------------------------------------------------===//

SHARED bits_t F(add)(bits_t a, bits_t b) {
  bits_t x = a & ~SIGN, y = b & ~SIGN;
  if (x < y) {
    bits_t other = a;
    a = b, b = other;
    x = a & ~SIGN, y = b & ~SIGN;
  }
  if (x > INFINITY_BITS)
    return a | QUIET;
  bits_t signs = (a ^ b) & SIGN;
  if (x == INFINITY_BITS)
    return y == x && signs ? NAN_BITS : a;
  if (y == 0)
    return x == 0 ? a & b : a;

  int exponent = (int)(x >> FRACTION_BITS), other = (int)(y >> FRACTION_BITS);
  x = (x & FRACTION) << GUARD_BITS, y = (y & FRACTION) << GUARD_BITS;
  bits_t unit = (bits_t)1 << UNIT_BIT;
  if (exponent != 0)
    x |= unit;
  else
    exponent = 1;
  if (other != 0)
    y |= unit;
  else
    other = 1;
  y = F(shift_sticky)(y, exponent - other);
  bits_t sum = signs ? x - y : x + y;
  return sum == 0 ? 0 : F(normalize)(a & SIGN, exponent, sum);
}

/// Two words of the format.
typedef struct {
  bits_t high, low;
} F(pair);
#define pair_t F(pair)

static inline pair_t F(multiply_wide)(bits_t a, bits_t b) {
#if FORMAT == 32
  uint64_t product = (uint64_t)a * b;
  return (pair_t){(bits_t)(product >> 32), (bits_t)product};
#elif defined(__SIZEOF_INT128__)
  unsigned __int128 product = (unsigned __int128)a * b;
  return (pair_t){(bits_t)(product >> 64), (bits_t)product};
#else
  uint32_t a_low = (uint32_t)a, a_high = (uint32_t)(a >> 32);
  uint32_t b_low = (uint32_t)b, b_high = (uint32_t)(b >> 32);
  uint64_t low = (uint64_t)a_low * b_low;
  uint64_t middle = (uint64_t)a_high * b_low + (low >> 32);
  uint64_t other = (uint64_t)a_low * b_high + (uint32_t)middle;
  uint64_t high = (uint64_t)a_high * b_high + (middle >> 32) + (other >> 32);
  return (pair_t){high, other << 32 | (uint32_t)low};
#endif
}

/// Returns the product of `a` and `b` if one is zero, infinite or NaN; sets `is_special`.
static inline bits_t F(multiply_special)(bits_t a, bits_t b, int *is_special) {
  bits_t x = a & ~SIGN, y = b & ~SIGN, sign = (a ^ b) & SIGN;
  *is_special = 1;
  if (x > INFINITY_BITS)
    return a | QUIET;
  if (y > INFINITY_BITS)
    return b | QUIET;
  if (x == INFINITY_BITS || y == INFINITY_BITS)
    return x == 0 || y == 0 ? NAN_BITS : sign | INFINITY_BITS;
  *is_special = x == 0 || y == 0;
  return sign;
}

SHARED bits_t F(multiply)(bits_t a, bits_t b) {
  int is_special, exponent, other;
  bits_t sign = F(multiply_special)(a, b, &is_special);
  if (is_special)
    return sign;
  bits_t x = F(unpack)(a, &exponent), y = F(unpack)(b, &other);
  // The product's unit is then one place below that of its high word.
  pair_t product = F(multiply_wide)(x << (GUARD_BITS + 1), y << GUARD_BITS);
  return F(normalize)(sign, exponent + other - BIAS + 1, product.high | (product.low != 0));
}

SHARED bits_t F(divide)(bits_t a, bits_t b) {
  bits_t x = a & ~SIGN, y = b & ~SIGN, sign = (a ^ b) & SIGN;
  if (x > INFINITY_BITS)
    return a | QUIET;
  if (y > INFINITY_BITS)
    return b | QUIET;
  if (x == y && (x == 0 || x == INFINITY_BITS))
    return NAN_BITS;
  if (x == INFINITY_BITS || y == 0)
    return sign | INFINITY_BITS;
  if (y == INFINITY_BITS || x == 0)
    return sign;

  int exponent, other;
  x = F(unpack)(x, &exponent), y = F(unpack)(y, &other);
  exponent += BIAS - other;
  if (x < y)
    x <<= 1, --exponent;
  // The unit, the fraction and one bit to round; what remains only counts as something.
  bits_t quotient = 0;
  for (int i = 0; i < FRACTION_BITS + 2; ++i, x <<= 1) {
    quotient <<= 1;
    if (x >= y)
      x -= y, quotient |= 1;
  }
  return F(pack)(sign, exponent, quotient << (GUARD_BITS - 1) | (x != 0));
}

/// The root of a number bit by bit: `twice` is double of what has been found.
SHARED bits_t F(square_root)(bits_t a) {
  if ((a & ~SIGN) == 0 || a == INFINITY_BITS)
    return a;
  if ((a & ~SIGN) > INFINITY_BITS)
    return a | QUIET;
  if (a & SIGN)
    return NAN_BITS;

  int exponent;
  bits_t rest = F(unpack)(a, &exponent), twice = 0, root = 0;
  exponent -= BIAS;
  if (exponent & 1)
    rest <<= 1, --exponent;
  for (bits_t bit = IMPLICIT; bit != 0; bit >>= 1, rest <<= 1)
    if (twice + bit <= rest) {
      rest -= twice + bit;
      twice += 2 * bit;
      root += bit;
    }
  // One bit more, to round by.
  root <<= 1;
  if (twice < rest) {
    root |= 1;
    rest = 1; // a root of so many bits is never exact
  }
  return F(pack)(0, exponent / 2 + BIAS, root << (GUARD_BITS - 1) | (rest != 0));
}

RUNTIME(number_t, ARM_NAME(add), GNU_NAME(add, 3))(number_t a, number_t b) {
  return TO_NUMBER(F(add)(TO_BITS(a), TO_BITS(b)));
}

RUNTIME(number_t, ARM_NAME(sub), GNU_NAME(sub, 3))(number_t a, number_t b) {
  return TO_NUMBER(F(add)(TO_BITS(a), TO_BITS(b) ^ SIGN));
}

RUNTIME(number_t, ARM_NAME(mul), GNU_NAME(mul, 3))(number_t a, number_t b) {
  return TO_NUMBER(F(multiply)(TO_BITS(a), TO_BITS(b)));
}

RUNTIME(number_t, ARM_NAME(div), GNU_NAME(div, 3))(number_t a, number_t b) {
  return TO_NUMBER(F(divide)(TO_BITS(a), TO_BITS(b)));
}

number_t BUILTIN(C_NAME(sqrt))(number_t a) { return TO_NUMBER(F(square_root)(TO_BITS(a))); }
