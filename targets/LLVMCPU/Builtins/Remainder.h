//===- Remainder.h - Remainders and powers of two -------------------------===//
//
// Included once per format.
//
//===----------------------------------------------------------------------===//

/// Division in binary, bit by bit and exact: what is left of the dividend is doubled until its
/// exponent is the divisor's.
SHARED bits_t F(remainder)(bits_t a, bits_t b) {
  bits_t x = a & ~SIGN, y = b & ~SIGN;
  if (x > INFINITY_BITS)
    return a | QUIET;
  if (y > INFINITY_BITS)
    return b | QUIET;
  if (x == INFINITY_BITS || y == 0)
    return NAN_BITS;
  if (x < y)
    return a;

  int exponent, other;
  x = F(unpack)(x, &exponent), y = F(unpack)(y, &other);
  for (;; --exponent, x <<= 1) {
    if (x >= y)
      x -= y;
    if (exponent == other)
      break;
  }
  if (x == 0)
    return a & SIGN;
  return F(normalize)(a & SIGN, other + GUARD_BITS, x);
}

number_t BUILTIN(C_NAME(fmod))(number_t a, number_t b) {
  return TO_NUMBER(F(remainder)(TO_BITS(a), TO_BITS(b)));
}

/// Multiplies by a power of two, and rounds what becomes subnormal.
static inline bits_t F(scale)(bits_t a, int power) {
  bits_t size = a & ~SIGN;
  if (size > INFINITY_BITS)
    return a | QUIET;
  if (size == 0 || size == INFINITY_BITS)
    return a;
  int exponent;
  bits_t significand = F(unpack)(a, &exponent);
  // Beyond this, all is infinite or zero.
  int limit = 3 * EXPONENT_MAX;
  power = power > limit ? limit : power < -limit ? -limit : power;
  return F(pack)(a & SIGN, exponent + power, significand << GUARD_BITS);
}

number_t BUILTIN(C_NAME(ldexp))(number_t a, int power) {
  return TO_NUMBER(F(scale)(TO_BITS(a), power));
}
