//===- cpu_x86.c - Features of an x86 processor -----------------------------===//
//
// Asks CPUID by LLVM's feature names. Registers wider than SSE count only when
// the operating system saves them (XCR0); else their instructions would fault.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "src/support.h"

#if defined(__x86_64__) || defined(__i386__)

#include <stdatomic.h>

typedef struct cpuid {
  uint32_t eax, ebx, ecx, edx;
} cpuid_t;

static cpuid_t cpuid(uint32_t leaf, uint32_t subleaf) {
  cpuid_t r;
  __asm__("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
  return r;
}

static uint64_t xcr0(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

/// Where CPUID answers.
typedef enum word {
  LEAF1_ECX,
  LEAF1_EDX,
  LEAF7_EBX,
  LEAF7_ECX,
  LEAF7_EDX,
  LEAF7_1_EAX,
  LEAF7_1_EDX,
  LEAFD_1_EAX,
  EXTENDED1_ECX,
  EXTENDED1_EDX,
  EXTENDED8_EBX,
  WORD_COUNT,
} word_t;

/// Which registers the operating system must save: index into `saved_masks`.
enum { ANY, YMM, ZMM, TILE };
static const uint32_t saved_masks[] = {[ANY] = 0, [YMM] = 0x6, [ZMM] = 0xe6, [TILE] = 0x60000};

/// LLVM's name, the word and bit of CPUID, and the registers it needs.
// clang-format off
#define FEATURES(X) \
  X("sse3", LEAF1_ECX, 0, ANY)               \
  X("pclmul", LEAF1_ECX, 1, ANY)             \
  X("ssse3", LEAF1_ECX, 9, ANY)              \
  X("fma", LEAF1_ECX, 12, YMM)               \
  X("cx16", LEAF1_ECX, 13, ANY)              \
  X("sse4.1", LEAF1_ECX, 19, ANY)            \
  X("sse4.2", LEAF1_ECX, 20, ANY)            \
  X("movbe", LEAF1_ECX, 22, ANY)             \
  X("popcnt", LEAF1_ECX, 23, ANY)            \
  X("aes", LEAF1_ECX, 25, ANY)               \
  X("avx", LEAF1_ECX, 28, YMM)               \
  X("f16c", LEAF1_ECX, 29, YMM)              \
  X("sse", LEAF1_EDX, 25, ANY)               \
  X("sse2", LEAF1_EDX, 26, ANY)              \
  X("bmi", LEAF7_EBX, 3, ANY)                \
  X("avx2", LEAF7_EBX, 5, YMM)               \
  X("bmi2", LEAF7_EBX, 8, ANY)               \
  X("avx512f", LEAF7_EBX, 16, ZMM)           \
  X("avx512dq", LEAF7_EBX, 17, ZMM)          \
  X("avx512ifma", LEAF7_EBX, 21, ZMM)        \
  X("avx512cd", LEAF7_EBX, 28, ZMM)          \
  X("sha", LEAF7_EBX, 29, ANY)               \
  X("avx512bw", LEAF7_EBX, 30, ZMM)          \
  X("avx512vl", LEAF7_EBX, 31, ZMM)          \
  X("avx512vbmi", LEAF7_ECX, 1, ZMM)         \
  X("avx512vbmi2", LEAF7_ECX, 6, ZMM)        \
  X("gfni", LEAF7_ECX, 8, ANY)               \
  X("vaes", LEAF7_ECX, 9, YMM)               \
  X("vpclmulqdq", LEAF7_ECX, 10, YMM)        \
  X("avx512vnni", LEAF7_ECX, 11, ZMM)        \
  X("avx512bitalg", LEAF7_ECX, 12, ZMM)      \
  X("avx512vpopcntdq", LEAF7_ECX, 14, ZMM)   \
  X("avx512vp2intersect", LEAF7_EDX, 8, ZMM) \
  X("amx-bf16", LEAF7_EDX, 22, TILE)         \
  X("avx512fp16", LEAF7_EDX, 23, ZMM)        \
  X("amx-tile", LEAF7_EDX, 24, TILE)         \
  X("amx-int8", LEAF7_EDX, 25, TILE)         \
  X("sha512", LEAF7_1_EAX, 0, YMM)           \
  X("avxvnni", LEAF7_1_EAX, 4, YMM)          \
  X("avx512bf16", LEAF7_1_EAX, 5, ZMM)       \
  X("amx-fp16", LEAF7_1_EAX, 21, TILE)       \
  X("avxifma", LEAF7_1_EAX, 23, YMM)         \
  X("avxvnniint8", LEAF7_1_EDX, 4, YMM)      \
  X("avxneconvert", LEAF7_1_EDX, 5, YMM)     \
  X("amx-complex", LEAF7_1_EDX, 8, TILE)     \
  X("avxvnniint16", LEAF7_1_EDX, 10, YMM)    \
  X("lzcnt", EXTENDED1_ECX, 5, ANY)          \
  X("sse4a", EXTENDED1_ECX, 6, ANY)          \
  X("xop", EXTENDED1_ECX, 11, YMM)           \
  X("fma4", EXTENDED1_ECX, 16, YMM)          \
  X("tbm", EXTENDED1_ECX, 21, ANY)                                                                                \
// clang-format on

// Two tables of one list, names end to end: a third of the size of structures.
#define NAME(name, word, bit, saved) name "\0"
#define PLACE(name, word, bit, saved) (word) << 8 | (saved) << 5 | (bit),
const char sinter_host_cpu_features[] = FEATURES(NAME);
static const uint16_t places[] = {FEATURES(PLACE)};

/// Asks every leaf that the processor has; what it lacks stays zero.
static uint64_t read_cpu(uint32_t words[WORD_COUNT]) {
  memset(words, 0, WORD_COUNT * sizeof(words[0]));
  uint32_t last = cpuid(0, 0).eax;
  uint32_t last_extended = cpuid(0x80000000, 0).eax;
  cpuid_t leaf1 = cpuid(1, 0);
  words[LEAF1_ECX] = leaf1.ecx;
  words[LEAF1_EDX] = leaf1.edx;
  if (last >= 7) {
    cpuid_t leaf7 = cpuid(7, 0);
    words[LEAF7_EBX] = leaf7.ebx;
    words[LEAF7_ECX] = leaf7.ecx;
    words[LEAF7_EDX] = leaf7.edx;
    if (leaf7.eax >= 1) {
      words[LEAF7_1_EAX] = cpuid(7, 1).eax;
      words[LEAF7_1_EDX] = cpuid(7, 1).edx;
    }
  }
  if (last >= 0xd)
    words[LEAFD_1_EAX] = cpuid(0xd, 1).eax;
  if (last_extended >= 0x80000001) {
    words[EXTENDED1_ECX] = cpuid(0x80000001, 0).ecx;
    words[EXTENDED1_EDX] = cpuid(0x80000001, 0).edx;
  }
  if (last_extended >= 0x80000008)
    words[EXTENDED8_EBX] = cpuid(0x80000008, 0).ebx;
  bool system_saves = leaf1.ecx >> 27 & 1; // OSXSAVE: xgetbv may be executed
  return system_saves ? xcr0() : 0;
}

/// What read_cpu() found. CPUID traps in virtual machines, so it is asked once;
/// threads that come first at the same time write the same values.
static _Atomic uint32_t cached_words[WORD_COUNT];
static _Atomic uint32_t cached_saved;
static atomic_bool is_cached;

static void read_cpu_once(void) {
  if (atomic_load_explicit(&is_cached, memory_order_acquire))
    return;
  uint32_t words[WORD_COUNT];
  atomic_store_explicit(&cached_saved, (uint32_t)read_cpu(words), memory_order_relaxed);
  for (int i = 0; i < WORD_COUNT; ++i)
    atomic_store_explicit(&cached_words[i], words[i], memory_order_relaxed);
  atomic_store_explicit(&is_cached, true, memory_order_release);
}

static bool has_feature(const void *context, const char *name) {
  (void)context;
  read_cpu_once();
  const char *known = sinter_host_cpu_features;
  for (const uint16_t *place = places; *known; ++place) {
    if (sinter_strings_equal(known, name)) {
      uint32_t word = atomic_load_explicit(&cached_words[*place >> 8], memory_order_relaxed);
      uint32_t saved = atomic_load_explicit(&cached_saved, memory_order_relaxed);
      uint32_t mask = saved_masks[*place >> 5 & 7];
      return (word >> (*place & 31) & 1) && (saved & mask) == mask;
    }
    while (*known++)
      ;
  }
  return false;
}

const sinter_cpu_t sinter_host_cpu = {has_feature, NULL};

#endif // x86
