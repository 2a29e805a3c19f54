//===- Fma.h - Multiply and add with one rounding -------------------------===//
//
// Included once per format. The product is kept whole, in two words, and added there.
//
//===----------------------------------------------------------------------===//

static inline pair_t F(pair_shift_sticky)(pair_t pair, int shift) {
  if (shift >= 2 * FORMAT)
    return (pair_t){0, (pair.high | pair.low) != 0};
  if (shift >= FORMAT) {
    bits_t low = F(shift_sticky)(pair.high, shift - FORMAT);
    return (pair_t){0, low | (pair.low != 0)};
  }
  if (shift == 0)
    return pair;
  bits_t low = F(shift_sticky)(pair.low, shift);
  return (pair_t){pair.high >> shift, pair.high << (FORMAT - shift) | low};
}

static inline pair_t F(pair_add)(pair_t a, pair_t b) {
  bits_t low = a.low + b.low;
  return (pair_t){a.high + b.high + (low < a.low), low};
}

static inline pair_t F(pair_subtract)(pair_t a, pair_t b) {
  return (pair_t){a.high - b.high - (a.low < b.low), a.low - b.low};
}

static inline int F(pair_is_less)(pair_t a, pair_t b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}

/// As `normalize`; the unit is the bit of number UNIT_BIT of the high word.
static inline bits_t F(pair_normalize)(bits_t sign, int exponent, pair_t pair) {
  if (pair.high == 0)
    return F(normalize)(sign, exponent - FORMAT, pair.low);
  int shift = COUNT_LEADING_ZEROS(pair.high);
  if (shift != 0) {
    pair.high = pair.high << shift | pair.low >> (FORMAT - shift);
    pair.low <<= shift;
  }
  return F(normalize)(sign, exponent - shift, pair.high | (pair.low != 0));
}

static inline bits_t F(multiply_add)(bits_t a, bits_t b, bits_t c) {
  int is_special, exponent, other;
  bits_t sign = F(multiply_special)(a, b, &is_special);
  if (is_special || (c & ~SIGN) >= INFINITY_BITS)
    return F(add)(is_special ? sign : sign | IMPLICIT, c);

  // Both have their unit two places below UNIT_BIT of the high word, so that the sum has room.
  bits_t x = F(unpack)(a, &exponent), y = F(unpack)(b, &other);
  pair_t product = F(multiply_wide)(x << GUARD_BITS, y << GUARD_BITS);
  exponent += other - BIAS;
  pair_t addend = {0, 0};
  other = exponent;
  if (c & ~SIGN)
    addend.high = F(unpack)(c, &other) << (GUARD_BITS - 2);
  if (exponent >= other) {
    addend = F(pair_shift_sticky)(addend, exponent - other);
  } else {
    product = F(pair_shift_sticky)(product, other - exponent);
    exponent = other;
  }

  if (((c ^ sign) & SIGN) == 0)
    return F(pair_normalize)(sign, exponent + 2, F(pair_add)(product, addend));
  if (F(pair_is_less)(product, addend))
    return F(pair_normalize)(sign ^ SIGN, exponent + 2, F(pair_subtract)(addend, product));
  pair_t difference = F(pair_subtract)(product, addend);
  return difference.high | difference.low ? F(pair_normalize)(sign, exponent + 2, difference) : 0;
}

number_t BUILTIN(C_NAME(fma))(number_t a, number_t b, number_t c) {
  return TO_NUMBER(F(multiply_add)(TO_BITS(a), TO_BITS(b), TO_BITS(c)));
}
