//===- Rounding.h - Integral numbers nearby -------------------------------===//
//
// Included once per format. Adding to the bits of a number below the point carries into those
// above it and into the exponent; then the bits below are cleared.
//
//===----------------------------------------------------------------------===//

/// `ADDEND` is what to add; of the mask `below`, for the bits below the point, as a rule. `IS_ONE`
/// tells whether a number between 0 and 1 becomes 1.
#define DEFINE_ROUNDING(name, ADDEND, IS_ONE)                                                      \
  SHARED bits_t F(name)(bits_t a) {                                                                \
    bits_t sign = a & SIGN, size = a & ~SIGN;                                                      \
    bits_t one = (bits_t)BIAS << FRACTION_BITS, half = one - IMPLICIT;                             \
    if (size == 0)                                                                                 \
      return a;                                                                                    \
    if (size < one)                                                                                \
      return sign | ((IS_ONE) ? one : 0);                                                          \
    int places = BIAS + FRACTION_BITS - (int)(size >> FRACTION_BITS);                              \
    if (places <= 0)                                                                               \
      return a;                                                                                    \
    bits_t below = ((bits_t)1 << places) - 1;                                                      \
    (void)half, (void)sign;                                                                        \
    return (a + (ADDEND)) & ~below;                                                                \
  }

DEFINE_ROUNDING(truncate, 0, 0)
DEFINE_ROUNDING(floor, sign ? below : 0, sign)
DEFINE_ROUNDING(ceil, sign ? 0 : below, !sign)
DEFINE_ROUNDING(round_away, (below >> 1) + 1, size >= half)
DEFINE_ROUNDING(round_even, (below >> 1) + (a >> places & 1), size > half)

#define ROUNDING(name, function)                                                                   \
  number_t BUILTIN(C_NAME(name))(number_t a) { return TO_NUMBER(F(function)(TO_BITS(a))); }

ROUNDING(trunc, truncate)
ROUNDING(floor, floor)
ROUNDING(ceil, ceil)
ROUNDING(round, round_away)
ROUNDING(roundeven, round_even)
// The rounding mode is never any other.
ROUNDING(rint, round_even)
ROUNDING(nearbyint, round_even)

#undef DEFINE_ROUNDING
#undef ROUNDING
