//===- cpu_built_for.h - Features that this runtime was compiled for --------===//
//
// The processor has at least what the compiler of this runtime was told it has.
// A sequence of string literals: LLVM's names that modules require, each ended
// by a zero byte. For string initializers, hence no guard.
//
//===----------------------------------------------------------------------===//

// clang-format off
#ifdef __aarch64__
#ifdef __ARM_FEATURE_CRC32
    "crc\0"
#endif
#ifdef __ARM_FEATURE_ATOMICS
    "lse\0"
#endif
#ifdef __ARM_FEATURE_QRDMX
    "rdm\0"
#endif
#ifdef __ARM_FEATURE_FP16_VECTOR_ARITHMETIC
    "fullfp16\0"
#endif
#ifdef __ARM_FEATURE_FP16_FML
    "fp16fml\0"
#endif
#ifdef __ARM_FEATURE_DOTPROD
    "dotprod\0"
#endif
#ifdef __ARM_FEATURE_COMPLEX
    "complxnum\0"
#endif
#ifdef __ARM_FEATURE_JCVT
    "jsconv\0"
#endif
#ifdef __ARM_FEATURE_FRINT
    "fptoint\0"
#endif
#ifdef __ARM_FEATURE_MATMUL_INT8
    "i8mm\0"
#endif
#ifdef __ARM_FEATURE_BF16
    "bf16\0"
#endif
#ifdef __ARM_FEATURE_SVE
    "sve\0"
#endif
#if __ARM_FEATURE_SVE_BITS >= 256
    "sve256\0"
#endif
#if __ARM_FEATURE_SVE_BITS >= 512
    "sve512\0"
#endif
#ifdef __ARM_FEATURE_SVE_MATMUL_FP32
    "f32mm\0"
#endif
#ifdef __ARM_FEATURE_SVE_MATMUL_FP64
    "f64mm\0"
#endif
#ifdef __ARM_FEATURE_SVE2
    "sve2\0"
#endif
#ifdef __ARM_FEATURE_SVE2p1
    "sve2p1\0"
#endif
#ifdef __ARM_FEATURE_MOPS
    "mops\0"
#endif
#ifdef __ARM_FEATURE_CSSC
    "cssc\0"
#endif
#endif // __aarch64__

#ifdef __arm__
#if __ARM_ARCH_ISA_THUMB == 2
    "thumb2\0v7\0"
#endif
#if __ARM_ARCH_ISA_THUMB == 2 || __ARM_ARCH >= 8
    "v8m\0"
#endif
#if defined(__ARM_ARCH_8M_MAIN__) || defined(__ARM_ARCH_8_1M_MAIN__)
    "v8m.main\0"
#endif
#if defined(__ARM_ARCH_8_1M_MAIN__)
    "v8.1m.main\0lob\0"
#endif
#ifdef __ARM_FEATURE_IDIV
    "hwdiv\0"
#ifdef __ARM_ARCH_ISA_ARM
    "hwdiv-arm\0"
#endif
#endif
#ifdef __ARM_FEATURE_DSP
    "dsp\0"
#endif
#ifdef __ARM_FP
    "vfp2sp\0vfp3d16sp\0"
#if __ARM_FP & 8
    "fp64\0"
#endif
#ifdef __ARM_FEATURE_FMA
    "vfp4d16sp\0fp16\0"
#endif
// Not every compiler tells of FPv5: Cortex-M from v8 on has it, and those with double precision.
#if defined(__ARM_FPV5__) || (!defined(__ARM_ARCH_ISA_ARM) && (__ARM_ARCH >= 8 || __ARM_FP & 8))
    "fp-armv8d16sp\0"
#endif
#endif // __ARM_FP
#ifdef __ARM_NEON
    "d32\0neon\0"
#endif
#ifdef __ARM_FEATURE_FP16_SCALAR_ARITHMETIC
    "fullfp16\0"
#endif
#ifdef __ARM_FEATURE_DOTPROD
    "dotprod\0"
#endif
#ifdef __ARM_FEATURE_MATMUL_INT8
    "i8mm\0"
#endif
#ifdef __ARM_FEATURE_BF16
    "bf16\0"
#endif
#ifdef __ARM_FEATURE_MVE
    "mve\0"
#if __ARM_FEATURE_MVE & 2
    "mve.fp\0"
#endif
#endif
#endif // __arm__

#ifdef __riscv
#ifdef __riscv_mul
    "m\0zmmul\0"
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
    "c\0zca\0"
#endif
#ifdef __riscv_zba
    "zba\0"
#endif
#ifdef __riscv_zbb
    "zbb\0"
#endif
#ifdef __riscv_zbc
    "zbc\0"
#endif
#ifdef __riscv_zbs
    "zbs\0"
#endif
#ifdef __riscv_zcb
    "zcb\0"
#endif
#ifdef __riscv_zicond
    "zicond\0"
#endif
#ifdef __riscv_zfhmin
    "zfhmin\0"
#endif
#ifdef __riscv_zfh
    "zfh\0"
#endif
#ifdef __riscv_zve32x
    "zve32x\0"
#endif
#ifdef __riscv_zve32f
    "zve32f\0"
#endif
#ifdef __riscv_zve64x
    "zve64x\0"
#endif
#ifdef __riscv_zve64f
    "zve64f\0"
#endif
#ifdef __riscv_zve64d
    "zve64d\0"
#endif
#ifdef __riscv_v
    "v\0"
#endif
#ifdef __riscv_zvfhmin
    "zvfhmin\0"
#endif
#ifdef __riscv_zvfh
    "zvfh\0"
#endif
#if defined(__riscv_v_min_vlen) && __riscv_v_min_vlen >= 64
    "zvl64b\0"
#endif
#if defined(__riscv_v_min_vlen) && __riscv_v_min_vlen >= 128
    "zvl128b\0"
#endif
#if defined(__riscv_v_min_vlen) && __riscv_v_min_vlen >= 256
    "zvl256b\0"
#endif
#if defined(__riscv_v_min_vlen) && __riscv_v_min_vlen >= 512
    "zvl512b\0"
#endif
#if defined(__riscv_v_min_vlen) && __riscv_v_min_vlen >= 1024
    "zvl1024b\0"
#endif
#endif // __riscv
    // clang-format on
