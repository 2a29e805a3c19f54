//===- Conversion.h - From and to integers --------------------------------===//
//
// Included once per format. To integers, fractions are cut off; what is out of range becomes the
// nearest integer and NaN becomes zero, as Arm's and AArch64's instructions do.
//
//===----------------------------------------------------------------------===//

/// Returns |a| without fraction, at most `limit`, which is the greatest integer of the sign.
#define DEFINE_TO_INTEGER(width)                                                                   \
  SHARED uint##width##_t F(to_##width)(bits_t a, uint##width##_t limit) {                          \
    bits_t size = a & ~SIGN;                                                                       \
    int exponent = (int)(size >> FRACTION_BITS) - BIAS;                                            \
    if (exponent < 0 || size > INFINITY_BITS)                                                      \
      return 0;                                                                                    \
    if (exponent >= width)                                                                         \
      return limit;                                                                                \
    bits_t significand = (a & FRACTION) | IMPLICIT;                                                \
    uint##width##_t integer = exponent >= FRACTION_BITS                                            \
                                  ? (uint##width##_t)significand << (exponent - FRACTION_BITS)     \
                                  : (uint##width##_t)(significand >> (FRACTION_BITS - exponent));  \
    return integer < limit ? integer : limit;                                                      \
  }

DEFINE_TO_INTEGER(32)
DEFINE_TO_INTEGER(64)
#undef DEFINE_TO_INTEGER

#define TO_SIGNED(width, arm, gnu)                                                                 \
  RUNTIME(int##width##_t, FIX_ARM_NAME(arm), GNU_NAME(fix, gnu))(number_t number) {                \
    bits_t a = TO_BITS(number);                                                                    \
    uint##width##_t top = (uint##width##_t)1 << (width - 1);                                       \
    uint##width##_t size = F(to_##width)(a, a & SIGN ? top : top - 1);                             \
    return (int##width##_t)(a & SIGN ? 0 - size : size);                                           \
  }
#define TO_UNSIGNED(width, arm, gnu)                                                               \
  RUNTIME(uint##width##_t, FIX_ARM_NAME(arm), GNU_NAME(fixuns, gnu))(number_t number) {            \
    bits_t a = TO_BITS(number);                                                                    \
    return F(to_##width)(a, a & SIGN ? 0 : (uint##width##_t)0 - 1);                                \
  }

TO_SIGNED(32, iz, si)
TO_SIGNED(64, lz, di)
TO_UNSIGNED(32, uiz, si)
TO_UNSIGNED(64, ulz, di)
#undef TO_SIGNED
#undef TO_UNSIGNED

SHARED bits_t F(from_32)(bits_t sign, uint32_t size) {
  return size == 0 ? 0 : F(normalize)(sign, BIAS + UNIT_BIT, size);
}

#if FORMAT == 32
SHARED bits_t F(from_64)(bits_t sign, uint64_t size) {
  uint32_t high = (uint32_t)(size >> 32), low = (uint32_t)size;
  if (high == 0)
    return F(from_32)(sign, low);
  int shift = COUNT_LEADING_ZEROS(high);
  if (shift != 0) {
    high = high << shift | low >> (32 - shift);
    low <<= shift;
  }
  return F(normalize)(sign, BIAS + UNIT_BIT + 32 - shift, high | (low != 0));
}
#else
static inline bits_t F(from_64)(bits_t sign, uint64_t size) {
  return size == 0 ? 0 : F(normalize)(sign, BIAS + UNIT_BIT, size);
}
#endif

#define FROM_SIGNED(width, arm, gnu)                                                               \
  RUNTIME(number_t, FLOAT_ARM_NAME(arm), FROM_GNU_NAME(gnu))(int##width##_t integer) {             \
    uint##width##_t size = (uint##width##_t)integer;                                               \
    return TO_NUMBER(integer < 0 ? F(from_##width)(SIGN, 0 - size) : F(from_##width)(0, size));    \
  }
#define FROM_UNSIGNED(width, arm, gnu)                                                             \
  RUNTIME(number_t, FLOAT_ARM_NAME(arm), FROM_GNU_NAME(gnu))(uint##width##_t integer) {            \
    return TO_NUMBER(F(from_##width)(0, integer));                                                 \
  }

FROM_SIGNED(32, i, floatsi)
FROM_SIGNED(64, l, floatdi)
FROM_UNSIGNED(32, ui, floatunsi)
FROM_UNSIGNED(64, ul, floatundi)
#undef FROM_SIGNED
#undef FROM_UNSIGNED
