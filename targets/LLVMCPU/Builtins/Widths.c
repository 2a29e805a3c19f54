//===- Widths.c - Between float and double --------------------------------===//

#include "Builtins.h"

RUNTIME(double, __aeabi_f2d, __extendsfdf2)(float number) {
  uint32_t a = bits_of_float(number), size = a & 0x7fffffff;
  uint64_t sign = (uint64_t)(a & 0x80000000) << 32;
  if (size == 0)
    return double_of_bits(sign);
  if (size > 0x7f800000)
    size |= 0x400000; // NaN becomes a quiet one
  int exponent = size >= 0x7f800000 ? 0x7ff : (int)(size >> 23) + 1023 - 127;
  uint32_t significand = (size & 0x7fffff) | 0x800000;
  if (size < 0x800000) { // subnormal: moves the highest bit to the implicit one's place
    int shift = __builtin_clz(size) - 8;
    exponent = 1 + 1023 - 127 - shift;
    significand = size << shift;
  }
  // The implicit bit adds one to the exponent.
  return double_of_bits(sign | (((uint64_t)(exponent - 1) << 52) + ((uint64_t)significand << 29)));
}

RUNTIME(float, __aeabi_d2f, __truncdfsf2)(double number) {
  uint64_t a = bits_of_double(number);
  uint32_t high = (uint32_t)(a >> 32), low = (uint32_t)a, sign = high & 0x80000000;
  if (((high & 0x7fffffff) | (low != 0)) > 0x7ff00000)
    return float_of_bits(sign | 0x7fc00000 | (high << 3 & 0x7fffff));
  int exponent = (int)(high >> 20 & 0x7ff);
  if (exponent == 0)
    return float_of_bits(sign); // far below the least float
  // The first 30 bits of the fraction, and whether any other is set.
  uint32_t significand = (high & 0xfffff) << 10 | low >> 22 | (low << 10 != 0);
  return float_of_bits(pack_32(sign, exponent - (1023 - 127), significand | 1u << 30));
}
