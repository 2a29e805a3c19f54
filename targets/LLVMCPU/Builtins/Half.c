//===- Half.c - Conversions between formats -------------------------------===//

#include "Builtins.h"

/// What tells a format of at most 16 bits: sign, exponent, fraction.
typedef struct {
  int fraction_bits;
  int exponent_max;
} small_format_t;

static const small_format_t half = {10, 31}, bfloat = {7, 255};

/// Returns the number nearest to `significand`, whose highest bit is its unit, of number 30, at
/// the biased `exponent`; of two as near, the even one.
SHARED uint16_t pack_small(small_format_t format, uint32_t sign, int exponent,
                           uint32_t significand) {
  int guard_bits = 30 - format.fraction_bits;
  if (exponent >= format.exponent_max)
    return (uint16_t)(sign | (uint32_t)format.exponent_max << format.fraction_bits);
  if (exponent < 1) {
    int shift = 1 - exponent;
    significand =
        shift > 31 ? significand != 0 : significand >> shift | (significand << (32 - shift) != 0);
    exponent = 1;
  }
  uint32_t middle = (uint32_t)1 << (guard_bits - 1), rest = significand & (2 * middle - 1);
  uint32_t rounded = significand >> guard_bits;
  rounded += rest > middle || (rest == middle && (rounded & 1));
  return (uint16_t)(sign | (((uint32_t)(exponent - 1) << format.fraction_bits) + rounded));
}

/// A NaN that keeps its first bits.
static inline uint16_t pack_nan(small_format_t format, uint32_t sign, uint32_t fraction_of_23) {
  uint32_t fraction = fraction_of_23 >> (23 - format.fraction_bits);
  uint32_t quiet = (uint32_t)1 << (format.fraction_bits - 1);
  uint32_t exponent = (uint32_t)format.exponent_max << format.fraction_bits;
  return (uint16_t)(sign | exponent | quiet | fraction);
}

static inline uint16_t narrow_float(small_format_t format, uint32_t bits) {
  uint32_t sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
  if (size > 0x7f800000)
    return pack_nan(format, sign, bits & 0x7fffff);
  int exponent = (int)(size >> 23);
  uint32_t significand = (bits & 0x7fffff) << 7;
  int bias_change = 127 - format.exponent_max / 2;
  if (exponent == 0) { // subnormal: in a format of the same exponents, subnormal too
    if (bias_change != 0 || significand == 0)
      return (uint16_t)sign;
    int shift = __builtin_clz(significand) - 1;
    return pack_small(format, sign, 1 - shift, significand << shift);
  }
  return pack_small(format, sign, exponent - bias_change, significand | 1u << 30);
}

static inline uint16_t narrow_double(small_format_t format, uint64_t bits) {
  uint32_t high = (uint32_t)(bits >> 32), low = (uint32_t)bits;
  uint32_t sign = high >> 16 & 0x8000;
  if (((high & 0x7fffffff) | (low != 0)) > 0x7ff00000)
    return pack_nan(format, sign, high << 3 & 0x7fffff);
  int exponent = (int)(high >> 20 & 0x7ff);
  if (exponent == 0)
    return (uint16_t)sign; // far below the least number of either format
  // The first 30 bits of the fraction, and whether any other is set.
  uint32_t significand = (high & 0xfffff) << 10 | low >> 22 | (low << 10 != 0);
  exponent = exponent == 0x7ff ? format.exponent_max : exponent - (1023 - format.exponent_max / 2);
  return pack_small(format, sign, exponent, significand | 1u << 30);
}

SHARED uint16_t float_to_half(uint32_t bits) { return narrow_float(half, bits); }
SHARED uint16_t double_to_half(uint64_t bits) { return narrow_double(half, bits); }

SHARED uint32_t half_to_float(uint32_t bits) {
  uint32_t sign = (bits & 0x8000) << 16, size = bits & 0x7fff;
  if (size >= 0x7c00) // infinite; or NaN, which becomes a quiet one
    return sign | 0x7f800000 | (size << 13 & 0x7fffff) | (size > 0x7c00 ? 0x400000 : 0);
  if (size >= 0x400)
    return sign | ((size << 13) + (112u << 23));
  if (size == 0)
    return sign;
  // The implicit bit, to which the highest bit is moved, adds one to the exponent.
  int shift = __builtin_clz(size) - 8;
  return sign | (((uint32_t)(125 - shift) << 23) + (size << shift));
}

#ifdef __arm__
RUNTIME(uint32_t, __aeabi_f2h, )(float a) { return float_to_half(bits_of_float(a)); }
RUNTIME(uint32_t, __aeabi_d2h, )(double a) { return double_to_half(bits_of_double(a)); }
RUNTIME(float, __aeabi_h2f, )(uint32_t a) { return float_of_bits(half_to_float(a)); }
// What triples that end with gnueabi call instead.
RUNTIME(uint32_t, __gnu_f2h_ieee, )(float a) { return float_to_half(bits_of_float(a)); }
RUNTIME(float, __gnu_h2f_ieee, )(uint32_t a) { return float_of_bits(half_to_float(a)); }
#endif

typedef union {
  uint16_t bits;
  _Float16 half;
  __bf16 bfloat;
} small_t;

#ifndef __arm__
_Float16 BUILTIN(__truncsfhf2)(float a) {
  return (small_t){.bits = float_to_half(bits_of_float(a))}.half;
}

_Float16 BUILTIN(__truncdfhf2)(double a) {
  return (small_t){.bits = double_to_half(bits_of_double(a))}.half;
}

float BUILTIN(__extendhfsf2)(_Float16 a) {
  return float_of_bits(half_to_float((small_t){.half = a}.bits));
}
#endif

__bf16 BUILTIN(__truncsfbf2)(float a) {
  return (small_t){.bits = narrow_float(bfloat, bits_of_float(a))}.bfloat;
}

__bf16 BUILTIN(__truncdfbf2)(double a) {
  return (small_t){.bits = narrow_double(bfloat, bits_of_double(a))}.bfloat;
}

//===----------------------------------------------------------------------===//
// Half precision and integers of 64 bits: what CPUs of 32 bits leave out
//===----------------------------------------------------------------------===//

/// Returns |a| without fraction; a finite one is below 2^16.
SHARED uint64_t half_to_size(uint32_t bits, uint64_t limit) {
  uint32_t size = bits & 0x7fff;
  if (size >= 0x7c00)
    return size == 0x7c00 ? limit : 0;
  int exponent = (int)(size >> 10);
  if (exponent < 15)
    return 0;
  uint32_t significand = ((size & 0x3ff) | 0x400) << 5; // its unit is 2^15
  return significand >> (30 - exponent);
}

SHARED uint16_t size_to_half(uint32_t sign, uint64_t size) {
  if (size >= 65536)
    return (uint16_t)(sign | 0x7c00);
  if (size == 0)
    return (uint16_t)sign;
  int shift = __builtin_clz((uint32_t)size) - 1;
  return pack_small(half, sign, 15 + 30 - shift, (uint32_t)size << shift);
}

int64_t BUILTIN(__fixhfdi)(_Float16 a) {
  uint32_t bits = (small_t){.half = a}.bits;
  uint64_t top = (uint64_t)1 << 63;
  if (bits & 0x8000)
    return (int64_t)(0 - half_to_size(bits, top));
  return (int64_t)half_to_size(bits, top - 1);
}

uint64_t BUILTIN(__fixunshfdi)(_Float16 a) {
  uint32_t bits = (small_t){.half = a}.bits;
  return bits & 0x8000 ? 0 : half_to_size(bits, (uint64_t)-1);
}

_Float16 BUILTIN(__floatdihf)(int64_t a) {
  uint64_t size = (uint64_t)a;
  uint16_t bits = a < 0 ? size_to_half(0x8000, 0 - size) : size_to_half(0, size);
  return (small_t){.bits = bits}.half;
}

_Float16 BUILTIN(__floatundihf)(uint64_t a) { return (small_t){.bits = size_to_half(0, a)}.half; }
