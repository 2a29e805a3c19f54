//===- Comparison.h - Order, smaller and larger ---------------------------===//
//
// Included once per format. The bits of numbers are ordered as integers are, but for negative
// numbers, whose order is reversed.
//
//===----------------------------------------------------------------------===//

static inline int F(is_nan)(bits_t a) { return (a & ~SIGN) > INFINITY_BITS; }

/// An integer that is ordered as `a`; -0.0 comes just before 0.0.
static inline signed_t F(rank)(bits_t a) {
  return (signed_t)(a ^ (bits_t)((signed_t)a >> (FORMAT - 1)) >> 1);
}

/// Returns -1, 0 or 1 as `a` is less than, equal to or greater than `b`, `unordered` if one is NaN.
SHARED int F(compare)(bits_t a, bits_t b, int unordered) {
  if (F(is_nan)(a) || F(is_nan)(b))
    return unordered;
  if (((a | b) & ~SIGN) == 0)
    return 0;
  signed_t x = F(rank)(a), y = F(rank)(b);
  return (x > y) - (x < y);
}

#ifdef __arm__
// Arm's run-time ABI asks for the truth ...
#define COMPARE(name, unordered, test)                                                             \
  RUNTIME(int, ARM_NAME(name), )(number_t a, number_t b) {                                         \
    return F(compare)(TO_BITS(a), TO_BITS(b), unordered) test;                                     \
  }

COMPARE(cmpeq, 2, == 0)
COMPARE(cmplt, 2, == -1)
COMPARE(cmple, 2, <= 0)
COMPARE(cmpge, -2, >= 0)
COMPARE(cmpgt, -2, == 1)
#else
// ... others for a number to compare with zero, which fails when there is no order.
#define COMPARE(name, unordered)                                                                   \
  int BUILTIN(GNU_NAME(name, 2))(number_t a, number_t b) {                                         \
    return F(compare)(TO_BITS(a), TO_BITS(b), unordered);                                          \
  }

COMPARE(eq, 1)
COMPARE(ne, 1)
COMPARE(lt, 1)
COMPARE(le, 1)
COMPARE(ge, -1)
COMPARE(gt, -1)
#endif
#undef COMPARE

RUNTIME(int, ARM_NAME(cmpun), GNU_NAME(unord, 2))(number_t a, number_t b) {
  return F(is_nan)(TO_BITS(a)) || F(is_nan)(TO_BITS(b));
}

/// Returns the larger one, or with `flip` the smaller one; 0.0 is larger than -0.0. Of a number
/// and NaN, that one which `wants_nan` tells.
SHARED bits_t F(select)(bits_t a, bits_t b, int flip, int wants_nan) {
  if (F(is_nan)(a))
    return F(is_nan)(b) || wants_nan ? a | QUIET : b;
  if (F(is_nan)(b))
    return wants_nan ? b | QUIET : a;
  return (F(rank)(a) < F(rank)(b)) != flip ? b : a;
}

#define SELECT(name, flip, wants_nan)                                                              \
  number_t BUILTIN(C_NAME(name))(number_t a, number_t b) {                                         \
    return TO_NUMBER(F(select)(TO_BITS(a), TO_BITS(b), flip, wants_nan));                          \
  }

SELECT(fmin, 1, 0)
SELECT(fmax, 0, 0)
SELECT(fminimum, 1, 1)
SELECT(fmaximum, 0, 1)
SELECT(fminimum_num, 1, 0)
SELECT(fmaximum_num, 0, 0)
#undef SELECT
