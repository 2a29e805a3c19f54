//===- Builtins.h - What all builtins share -----------------------*- C -*-===//
//
// Each builtin has the name, the meaning and the calling convention that LLVM expects of it. The
// sources are compiled to LLVM bitcode once per family of targets, so they ask for nothing of a
// CPU: no vectors but in memory functions, no floating-point arithmetic, no libraries.
//
//===----------------------------------------------------------------------===//

#ifndef TARGETS_LLVMCPU_BUILTINS_BUILTINS_H
#define TARGETS_LLVMCPU_BUILTINS_BUILTINS_H

#include <stddef.h>
#include <stdint.h>

// Tests compile the sources for the host and put a prefix before each name.
#ifndef BUILTINS_PREFIX
#define BUILTINS_PREFIX
#endif

#define BUILTINS_JOIN_(a, b) a##b
#define BUILTINS_JOIN(a, b) BUILTINS_JOIN_(a, b)
#define BUILTIN(name) BUILTINS_JOIN(BUILTINS_PREFIX, name)

/// Begins the definition of a function that Arm's run-time ABI names `arm` and everyone else
/// `others`. That ABI passes floating-point numbers in integer registers, with an FPU as without.
#ifdef __arm__
#define RUNTIME(type, arm, others) __attribute__((pcs("aapcs"))) type BUILTIN(arm)
#else
#define RUNTIME(type, arm, others) type BUILTIN(others)
#endif

/// One copy serves several builtins.
#define SHARED static __attribute__((noinline))

static inline uint32_t bits_of_float(float number) {
  union {
    float number;
    uint32_t bits;
  } both = {number};
  return both.bits;
}

static inline float float_of_bits(uint32_t bits) {
  union {
    uint32_t bits;
    float number;
  } both = {bits};
  return both.number;
}

static inline uint64_t bits_of_double(double number) {
  union {
    double number;
    uint64_t bits;
  } both = {number};
  return both.bits;
}

static inline double double_of_bits(uint64_t bits) {
  union {
    uint64_t bits;
    double number;
  } both = {bits};
  return both.number;
}

#endif // TARGETS_LLVMCPU_BUILTINS_BUILTINS_H
