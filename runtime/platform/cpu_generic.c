//===- cpu_generic.c - Features that this runtime was compiled for ----------===//
//
// For machines that cannot be asked without an operating system: the processor
// has at least what the compiler of this runtime was told it has.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "src/support.h"

#if !defined(__x86_64__) && !defined(__i386__)

/// LLVM's names, one after another, each ended by a zero byte.
const char sinter_host_cpu_features[] =
#ifdef __ARM_FEATURE_DSP
    "dsp\0"
#endif
#if defined(__ARM_FP) && !defined(__aarch64__)
    "fpregs\0vfp2sp\0vfp3d16sp\0vfp4d16sp\0"
#endif
#ifdef __ARM_NEON
    "neon\0"
#endif
#ifdef __aarch64__
    "fp-armv8\0"
#endif
#ifdef __ARM_FEATURE_FP16_VECTOR_ARITHMETIC
    "fullfp16\0"
#endif
#ifdef __ARM_FEATURE_DOTPROD
    "dotprod\0"
#endif
#ifdef __ARM_FEATURE_MATMUL_INT8
    "i8mm\0"
#endif
#ifdef __ARM_FEATURE_SVE
    "sve\0"
#endif
#ifdef __ARM_FEATURE_SVE2
    "sve2\0"
#endif
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 1)
    "mve\0"
#endif
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 2)
    "mve.fp\0"
#endif
#ifdef __riscv_mul
    "m\0"
#endif
#ifdef __riscv_atomic
    "a\0"
#endif
#if defined(__riscv_flen) && __riscv_flen >= 32
    "f\0"
#endif
#if defined(__riscv_flen) && __riscv_flen >= 64
    "d\0"
#endif
#ifdef __riscv_compressed
    "c\0"
#endif
#ifdef __riscv_vector
    "v\0"
#endif
    "";

static bool has_feature(const void *context, const char *name) {
  (void)context;
  const char *known = sinter_host_cpu_features;
  while (*known) {
    if (sinter_strings_equal(known, name))
      return true;
    while (*known++)
      ;
  }
  return false;
}

const sinter_cpu_t sinter_host_cpu = {has_feature, NULL};

#endif // !x86
