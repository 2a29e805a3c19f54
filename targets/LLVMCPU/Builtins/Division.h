//===- Division.h - Division of unsigned integers -------------------------===//
//
// Included once per width, with UNSIGNED, SIGNED, TOP (the number of the highest bit) and
// DIVIDE(name). Bit by bit, from the first place where the divisor fits: small quotients are
// quick. A quotient by zero is zero, which is what Arm's instruction gives.
//
//===----------------------------------------------------------------------===//

SHARED UNSIGNED DIVIDE(divide)(UNSIGNED dividend, UNSIGNED divisor, UNSIGNED *remainder) {
  UNSIGNED quotient = 0, bit = 1;
  if (divisor == 0)
    bit = 0;
  else
    for (; divisor <= dividend >> 1; divisor <<= 1)
      bit <<= 1;
  for (; bit != 0; bit >>= 1, divisor >>= 1)
    if (dividend >= divisor) {
      dividend -= divisor;
      quotient |= bit;
    }
  *remainder = dividend;
  return quotient;
}

/// Truncates; the remainder has the dividend's sign.
SHARED UNSIGNED DIVIDE(divide_signed)(UNSIGNED dividend, UNSIGNED divisor, UNSIGNED *remainder) {
  // All ones of a negative number, else zero: (x ^ sign) - sign negates or leaves it.
  UNSIGNED sign = (UNSIGNED)((SIGNED)dividend >> TOP), other = (UNSIGNED)((SIGNED)divisor >> TOP);
  UNSIGNED quotient =
      DIVIDE(divide)((dividend ^ sign) - sign, (divisor ^ other) - other, remainder);
  *remainder = (*remainder ^ sign) - sign;
  return (quotient ^ sign ^ other) - (sign ^ other);
}

#undef UNSIGNED
#undef SIGNED
#undef TOP
#undef DIVIDE
