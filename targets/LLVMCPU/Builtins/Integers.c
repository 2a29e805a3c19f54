//===- Integers.c - Products, shifts and bits of integers -----------------===//
//
// For CPUs that lack the instructions. A function must not use the operation that it provides.
//
//===----------------------------------------------------------------------===//

#include "Builtins.h"

/// By shifting and adding, for CPUs without any multiplication.
#define SHIFT_AND_ADD(type, name)                                                                  \
  type BUILTIN(name)(type a, type b) {                                                             \
    type product = 0;                                                                              \
    for (; a != 0; a >>= 1, b <<= 1)                                                               \
      if (a & 1)                                                                                   \
        product += b;                                                                              \
    return product;                                                                                \
  }

SHIFT_AND_ADD(uint32_t, __mulsi3)

#ifdef __SIZEOF_INT128__
SHIFT_AND_ADD(uint64_t, __muldi3)
SHIFT_AND_ADD(unsigned __int128, __multi3)
#else
/// The product of two words by those of their halves.
static inline uint64_t multiply_words(uint32_t a, uint32_t b) {
  uint32_t a_low = a & 0xffff, a_high = a >> 16, b_low = b & 0xffff, b_high = b >> 16;
  uint32_t low = a_low * b_low;
  uint32_t middle = a_high * b_low + (low >> 16); // at most 2^32 - 2^16
  uint32_t other = a_low * b_high + (middle & 0xffff);
  uint32_t high = a_high * b_high + (middle >> 16) + (other >> 16);
  return (uint64_t)high << 32 | (other << 16 | (low & 0xffff));
}

RUNTIME(uint64_t, __aeabi_lmul, __muldi3)(uint64_t a, uint64_t b) {
  uint64_t low = multiply_words((uint32_t)a, (uint32_t)b);
  uint32_t high = (uint32_t)a * (uint32_t)(b >> 32) + (uint32_t)(a >> 32) * (uint32_t)b;
  return low + ((uint64_t)high << 32);
}
#endif

static inline uint64_t join(uint32_t high, uint32_t low) { return (uint64_t)high << 32 | low; }

RUNTIME(uint64_t, __aeabi_llsl, __ashldi3)(uint64_t a, int shift) {
  uint32_t high = (uint32_t)(a >> 32), low = (uint32_t)a;
  if (shift & 32)
    return join(low << (shift & 31), 0);
  // Two steps, because a shift by 32 has no meaning.
  return join(high << shift | low >> 1 >> (31 - shift), low << shift);
}

RUNTIME(uint64_t, __aeabi_llsr, __lshrdi3)(uint64_t a, int shift) {
  uint32_t high = (uint32_t)(a >> 32), low = (uint32_t)a;
  if (shift & 32)
    return join(0, high >> (shift & 31));
  return join(high >> shift, low >> shift | high << 1 << (31 - shift));
}

RUNTIME(uint64_t, __aeabi_lasr, __ashrdi3)(uint64_t a, int shift) {
  uint32_t high = (uint32_t)(a >> 32), low = (uint32_t)a;
  int32_t number = (int32_t)high; // shifted right, its sign fills the gap
  if (shift & 32)
    return join((uint32_t)(number >> 31), (uint32_t)(number >> (shift & 31)));
  return join((uint32_t)(number >> shift), low >> shift | high << 1 << (31 - shift));
}

int BUILTIN(__clzsi2)(uint32_t a) {
  int count = 32;
  for (int width = 16; width != 0; width >>= 1)
    if (a >> width != 0) {
      a >>= width;
      count -= width;
    }
  return count - (int)a; // 1, or 0 of 0
}
