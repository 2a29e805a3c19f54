//===- cpu_linux.c - Features of AArch64, ARM and RISC-V under Linux --------===//
//
// The kernel tells what the processor has and what it saves of it between
// threads: the auxiliary vector by bits, and on RISC-V the system call
// riscv_hwprobe and the length of vector registers. Bits are the kernel's.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "src/support.h"

#if defined(__linux__) && (defined(__aarch64__) || defined(__arm__) || defined(__riscv))

// Of <sys/auxv.h>; the core of the runtime includes no header of a system.
unsigned long getauxval(unsigned long type);

enum { AT_HWCAP = 16, AT_HWCAP2 = 26 };

/// Where the kernel answers.
typedef enum word { HWCAP, HWCAP2, HWPROBE, VECTOR_BYTES } word_t;

// LLVM's name, the word and the bit.
// clang-format off
#if defined(__aarch64__)
#define FEATURES(X) \
  X("crc", HWCAP, 7)         \
  X("lse", HWCAP, 8)         \
  X("fullfp16", HWCAP, 10)   \
  X("rdm", HWCAP, 12)        \
  X("jsconv", HWCAP, 13)     \
  X("complxnum", HWCAP, 14)  \
  X("dotprod", HWCAP, 20)    \
  X("sve", HWCAP, 22)        \
  X("sve256", VECTOR_BYTES, 5) \
  X("sve512", VECTOR_BYTES, 6) \
  X("fp16fml", HWCAP, 23)    \
  X("sve2", HWCAP2, 1)       \
  X("fptoint", HWCAP2, 8)    \
  X("f32mm", HWCAP2, 10)     \
  X("f64mm", HWCAP2, 11)     \
  X("i8mm", HWCAP2, 13)      \
  X("bf16", HWCAP2, 14)      \
  X("cssc", HWCAP2, 34)      \
  X("sve2p1", HWCAP2, 36)    \
  X("mops", HWCAP2, 43)
#elif defined(__arm__)
#define FEATURES(X) \
  X("vfp2sp", HWCAP, 6)      \
  X("fp64", HWCAP, 6)        \
  X("neon", HWCAP, 12)       \
  X("vfp3d16sp", HWCAP, 13)  \
  X("vfp4d16sp", HWCAP, 16)  \
  X("fp16", HWCAP, 16)       \
  X("hwdiv-arm", HWCAP, 17)  \
  X("hwdiv", HWCAP, 18)      \
  X("d32", HWCAP, 19)        \
  X("fullfp16", HWCAP, 23)   \
  X("dotprod", HWCAP, 24)    \
  X("bf16", HWCAP, 26)       \
  X("i8mm", HWCAP, 27)
#else
// hwprobe's bits are those of RISCV_HWPROBE_KEY_IMA_EXT_0.
#define FEATURES(X) \
  X("a", HWCAP, 'a' - 'a')   \
  X("c", HWCAP, 'c' - 'a')   \
  X("d", HWCAP, 'd' - 'a')   \
  X("f", HWCAP, 'f' - 'a')   \
  X("m", HWCAP, 'm' - 'a')   \
  X("v", HWCAP, 'v' - 'a')   \
  X("zca", HWCAP, 'c' - 'a')     \
  X("zmmul", HWCAP, 'm' - 'a')   \
  X("zve32x", HWCAP, 'v' - 'a')  \
  X("zve32f", HWCAP, 'v' - 'a')  \
  X("zve64x", HWCAP, 'v' - 'a')  \
  X("zve64f", HWCAP, 'v' - 'a')  \
  X("zve64d", HWCAP, 'v' - 'a')  \
  X("zba", HWPROBE, 3)       \
  X("zbb", HWPROBE, 4)       \
  X("zbs", HWPROBE, 5)       \
  X("zbc", HWPROBE, 7)       \
  X("zfh", HWPROBE, 27)      \
  X("zfhmin", HWPROBE, 28)   \
  X("zvfh", HWPROBE, 30)     \
  X("zvfhmin", HWPROBE, 31)  \
  X("zicond", HWPROBE, 35)   \
  X("zve32x", HWPROBE, 39)   \
  X("zve32f", HWPROBE, 40)   \
  X("zve64x", HWPROBE, 41)   \
  X("zve64f", HWPROBE, 42)   \
  X("zve64d", HWPROBE, 43)   \
  X("zcb", HWPROBE, 45)      \
  X("zvl64b", VECTOR_BYTES, 3)    \
  X("zvl128b", VECTOR_BYTES, 4)   \
  X("zvl256b", VECTOR_BYTES, 5)   \
  X("zvl512b", VECTOR_BYTES, 6)   \
  X("zvl1024b", VECTOR_BYTES, 7)  \
  X("zvl2048b", VECTOR_BYTES, 8)  \
  X("zvl4096b", VECTOR_BYTES, 9)
#endif
// clang-format on

#define NAME(name, word, bit) name "\0"
#define PLACE(name, word, bit) (word) << 8 | (bit),
const char sinter_host_cpu_features[] = FEATURES(NAME)
#include "cpu_built_for.h"
    "";
static const uint16_t places[] = {FEATURES(PLACE)};

#ifdef __riscv
typedef struct hwprobe {
  int64_t key;
  uint64_t value;
} hwprobe_t;

/// Asks for the extensions that have no letter; kernels before 6.4 know none.
static uint64_t ask_hwprobe(void) {
  hwprobe_t pair = {4, 0}; // RISCV_HWPROBE_KEY_IMA_EXT_0
  register uintptr_t a0 __asm__("a0") = (uintptr_t)&pair;
  register uintptr_t a1 __asm__("a1") = 1;
  register uintptr_t a2 __asm__("a2") = 0;
  register uintptr_t a3 __asm__("a3") = 0;
  register uintptr_t a4 __asm__("a4") = 0;
  register uintptr_t a7 __asm__("a7") = 258;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
  return a0 == 0 && pair.key == 4 ? pair.value : 0;
}

/// Returns the bytes of a vector register, 0 without vectors.
static uint64_t ask_vector_bytes(void) {
  if (!(getauxval(AT_HWCAP) >> ('v' - 'a') & 1))
    return 0;
  uintptr_t bytes;
  __asm__("csrr %0, 0xc22" : "=r"(bytes)); // vlenb
  return bytes;
}
#endif

#ifdef __aarch64__
static uint64_t ask_vector_bytes(void) {
  if (!(getauxval(AT_HWCAP) >> 22 & 1))
    return 0;
  register uintptr_t bytes __asm__("x0");
  __asm__(".inst 0x04bf5020" : "=r"(bytes)); // rdvl x0, #1
  return bytes;
}
#endif

#ifndef __arm__
/// Returns a mask of the powers of two up to the bytes of a vector register: a length that is
/// asked for is the least one.
static uint64_t ask_lengths(void) {
  uint64_t mask = ask_vector_bytes();
  for (int shift = 1; shift < 64; shift *= 2)
    mask |= mask >> shift;
  return mask;
}
#endif

static uint64_t ask(word_t word) {
  switch (word) {
  case HWCAP:
    return getauxval(AT_HWCAP);
  case HWCAP2:
    return getauxval(AT_HWCAP2);
#ifdef __riscv
  case HWPROBE:
    return ask_hwprobe();
#endif
#ifndef __arm__
  case VECTOR_BYTES:
    return ask_lengths();
#endif
  default:
    return 0;
  }
}

static bool has_feature(const void *context, const char *name) {
  (void)context;
  const uint16_t *place = places, *end = places + sizeof(places) / sizeof(places[0]);
  for (const char *known = sinter_host_cpu_features; *known; ++known) {
    // What follows the kernel's names is what this runtime was compiled for.
    if (sinter_strings_equal(known, name) &&
        (place >= end || (ask((word_t)(*place >> 8)) >> (*place & 63) & 1)))
      return true;
    if (place < end)
      ++place;
    while (*known)
      ++known;
  }
  return false;
}

const sinter_cpu_t sinter_host_cpu = {has_feature, NULL};

#endif // Linux on other machines than x86
