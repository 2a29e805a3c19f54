//===- Division.c - Quotients and remainders of integers ------------------===//

#include "Builtins.h"

#define UNSIGNED uint32_t
#define SIGNED int32_t
#define TOP 31
#define DIVIDE(name) name##_u32
#include "Division.h"

#define UNSIGNED uint64_t
#define SIGNED int64_t
#define TOP 63
#define DIVIDE(name) name##_u64
#include "Division.h"

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 uint128_t;
#define UNSIGNED uint128_t
#define SIGNED __int128
#define TOP 127
#define DIVIDE(name) name##_u128
#include "Division.h"
#endif

/// Defines what returns a quotient or a remainder alone.
#define QUOTIENT(type, arm, others, function)                                                      \
  RUNTIME(type, arm, others)(type dividend, type divisor) {                                        \
    type remainder;                                                                                \
    return function(dividend, divisor, &remainder);                                                \
  }
#define REMAINDER(type, name, function)                                                            \
  type BUILTIN(name)(type dividend, type divisor) {                                                \
    type remainder;                                                                                \
    function(dividend, divisor, &remainder);                                                       \
    return remainder;                                                                              \
  }

QUOTIENT(uint32_t, __aeabi_uidiv, __udivsi3, divide_u32)
QUOTIENT(uint32_t, __aeabi_idiv, __divsi3, divide_signed_u32)

#ifdef __arm__
// Both results in registers: the quotient in the first, or in the first two.
#define PAIR(name, function)                                                                       \
  RUNTIME(uint64_t, name, )(uint32_t dividend, uint32_t divisor) {                                 \
    uint32_t remainder;                                                                            \
    uint32_t quotient = function(dividend, divisor, &remainder);                                   \
    return (uint64_t)remainder << 32 | quotient;                                                   \
  }

/// A vector is returned in four registers, where a structure would be in memory.
typedef uint64_t pair64_t __attribute__((vector_size(16)));
#define PAIR64(name, function)                                                                     \
  RUNTIME(pair64_t, name, )(uint64_t dividend, uint64_t divisor) {                                 \
    uint64_t remainder;                                                                            \
    uint64_t quotient = function(dividend, divisor, &remainder);                                   \
    return (pair64_t){quotient, remainder};                                                        \
  }

PAIR(__aeabi_uidivmod, divide_u32)
PAIR(__aeabi_idivmod, divide_signed_u32)
PAIR64(__aeabi_uldivmod, divide_u64)
PAIR64(__aeabi_ldivmod, divide_signed_u64)
#else
REMAINDER(uint32_t, __umodsi3, divide_u32)
REMAINDER(uint32_t, __modsi3, divide_signed_u32)
QUOTIENT(uint64_t, , __udivdi3, divide_u64)
QUOTIENT(uint64_t, , __divdi3, divide_signed_u64)
REMAINDER(uint64_t, __umoddi3, divide_u64)
REMAINDER(uint64_t, __moddi3, divide_signed_u64)
#endif

#ifdef __SIZEOF_INT128__
QUOTIENT(uint128_t, , __udivti3, divide_u128)
QUOTIENT(uint128_t, , __divti3, divide_signed_u128)
REMAINDER(uint128_t, __umodti3, divide_u128)
REMAINDER(uint128_t, __modti3, divide_signed_u128)
#endif
