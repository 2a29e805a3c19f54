//===- Format.h - One format of floating-point numbers --------------------===//
//
// Included once per format, with FORMAT (32 or 64). The files after it describe arithmetic once
// for both: numbers are bits, so that no step depends on what the CPU can do.
//
//===----------------------------------------------------------------------===//

#if FORMAT == 32
typedef uint32_t bits_32_t;
typedef int32_t signed_32_t;
typedef float number_32_t;
#define FRACTION_BITS 23
#define F(name) name##_32
#define COUNT_LEADING_ZEROS(bits) __builtin_clz(bits)
#define TO_BITS(number) bits_of_float(number)
#define TO_NUMBER(bits) float_of_bits(bits)
/// The C library's name; the letter and the mode in names of run-time functions.
#define C_NAME(name) name##f
#define ARM_NAME(name) __aeabi_f##name
#define GNU_NAME(before, after) __##before##sf##after
#define FIX_ARM_NAME(to) __aeabi_f2##to
#define FLOAT_ARM_NAME(from) __aeabi_##from##2f
#define FROM_GNU_NAME(from) __##from##sf
#else
typedef uint64_t bits_64_t;
typedef int64_t signed_64_t;
typedef double number_64_t;
#define FRACTION_BITS 52
#define F(name) name##_64
#define COUNT_LEADING_ZEROS(bits) __builtin_clzll(bits)
#define TO_BITS(number) bits_of_double(number)
#define TO_NUMBER(bits) double_of_bits(bits)
#define C_NAME(name) name
#define ARM_NAME(name) __aeabi_d##name
#define GNU_NAME(before, after) __##before##df##after
#define FIX_ARM_NAME(to) __aeabi_d2##to
#define FLOAT_ARM_NAME(from) __aeabi_##from##2d
#define FROM_GNU_NAME(from) __##from##df
#endif

#define bits_t BUILTINS_JOIN(F(bits), _t)
#define signed_t BUILTINS_JOIN(F(signed), _t)
#define number_t BUILTINS_JOIN(F(number), _t)

#define SIGN ((bits_t)1 << (FORMAT - 1))
#define IMPLICIT ((bits_t)1 << FRACTION_BITS)
#define FRACTION (IMPLICIT - 1)
#define INFINITY_BITS (SIGN - IMPLICIT)
#define QUIET (IMPLICIT >> 1)
#define NAN_BITS (INFINITY_BITS | QUIET)
#define BIAS ((1 << (FORMAT - FRACTION_BITS - 2)) - 1)
#define EXPONENT_MAX (2 * BIAS + 1)

/// A significand under work has the bit of value one here, and bits to round below the fraction.
#define UNIT_BIT (FORMAT - 2)
#define GUARD_BITS (UNIT_BIT - FRACTION_BITS)

/// Shifts right; the last bit tells whether any that was cut off was set.
static inline bits_t F(shift_sticky)(bits_t significand, int shift) {
  if (shift == 0)
    return significand;
  if (shift >= FORMAT)
    return significand != 0;
  return significand >> shift | ((significand << (FORMAT - shift)) != 0);
}

/// Returns the number nearest to `significand`, whose highest bit is the unit, at the biased
/// `exponent`; of two as near, the even one.
SHARED bits_t F(pack)(bits_t sign, int exponent, bits_t significand) {
  if (exponent >= EXPONENT_MAX)
    return sign | INFINITY_BITS;
  if (exponent < 1) {
    significand = F(shift_sticky)(significand, 1 - exponent);
    exponent = 1;
  }
  bits_t half = (bits_t)1 << (GUARD_BITS - 1);
  bits_t rest = significand & (2 * half - 1);
  bits_t rounded = significand >> GUARD_BITS;
  rounded += rest > half || (rest == half && (rounded & 1));
  // The unit's own bit, or a carry out of the fraction, adds one to the exponent.
  return sign | (((bits_t)(exponent - 1) << FRACTION_BITS) + rounded);
}

/// As `pack`, for any `significand` but zero.
SHARED bits_t F(normalize)(bits_t sign, int exponent, bits_t significand) {
  int shift = COUNT_LEADING_ZEROS(significand) - 1;
  if (shift < 0)
    significand = F(shift_sticky)(significand, 1);
  else
    significand <<= shift;
  return F(pack)(sign, exponent - shift, significand);
}

/// Takes a number that is neither zero nor infinite nor NaN apart; the significand's unit is the
/// implicit bit.
SHARED bits_t F(unpack)(bits_t bits, int *exponent) {
  bits_t significand = bits & FRACTION;
  int field = (int)(bits >> FRACTION_BITS) & EXPONENT_MAX;
  if (field != 0) {
    *exponent = field;
    return significand | IMPLICIT;
  }
  int shift = COUNT_LEADING_ZEROS(significand) - (FORMAT - 1 - FRACTION_BITS);
  *exponent = 1 - shift;
  return significand << shift;
}
