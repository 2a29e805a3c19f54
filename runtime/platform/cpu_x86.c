//===- cpu_x86.c - Features of an x86 processor -----------------------------===//
//
// Asks CPUID by LLVM's feature names. Registers wider than SSE count only when
// the operating system saves them (XCR0); else their instructions would fault.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "src/support.h"

#if defined(__x86_64__) || defined(__i386__)

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

/// Which registers the operating system must save.
enum { ANY, YMM = 0x6, ZMM = 0xe6, TILE = 0x60000 };

static const struct {
  char name[19];
  uint8_t word;
  uint8_t bit;
  uint32_t saved;
} features[] = {
    {"sse3", LEAF1_ECX, 0, ANY},
    {"pclmul", LEAF1_ECX, 1, ANY},
    {"ssse3", LEAF1_ECX, 9, ANY},
    {"fma", LEAF1_ECX, 12, YMM},
    {"cx16", LEAF1_ECX, 13, ANY},
    {"sse4.1", LEAF1_ECX, 19, ANY},
    {"sse4.2", LEAF1_ECX, 20, ANY},
    {"crc32", LEAF1_ECX, 20, ANY},
    {"movbe", LEAF1_ECX, 22, ANY},
    {"popcnt", LEAF1_ECX, 23, ANY},
    {"aes", LEAF1_ECX, 25, ANY},
    {"xsave", LEAF1_ECX, 26, YMM},
    {"avx", LEAF1_ECX, 28, YMM},
    {"f16c", LEAF1_ECX, 29, YMM},
    {"rdrnd", LEAF1_ECX, 30, ANY},
    {"x87", LEAF1_EDX, 0, ANY},
    {"cx8", LEAF1_EDX, 8, ANY},
    {"cmov", LEAF1_EDX, 15, ANY},
    {"mmx", LEAF1_EDX, 23, ANY},
    {"fxsr", LEAF1_EDX, 24, ANY},
    {"sse", LEAF1_EDX, 25, ANY},
    {"sse2", LEAF1_EDX, 26, ANY},
    {"fsgsbase", LEAF7_EBX, 0, ANY},
    {"bmi", LEAF7_EBX, 3, ANY},
    {"avx2", LEAF7_EBX, 5, YMM},
    {"bmi2", LEAF7_EBX, 8, ANY},
    {"invpcid", LEAF7_EBX, 10, ANY},
    {"rtm", LEAF7_EBX, 11, ANY},
    {"avx512f", LEAF7_EBX, 16, ZMM},
    {"evex512", LEAF7_EBX, 16, ZMM},
    {"avx512dq", LEAF7_EBX, 17, ZMM},
    {"rdseed", LEAF7_EBX, 18, ANY},
    {"adx", LEAF7_EBX, 19, ANY},
    {"avx512ifma", LEAF7_EBX, 21, ZMM},
    {"clflushopt", LEAF7_EBX, 23, ANY},
    {"clwb", LEAF7_EBX, 24, ANY},
    {"avx512cd", LEAF7_EBX, 28, ZMM},
    {"sha", LEAF7_EBX, 29, ANY},
    {"avx512bw", LEAF7_EBX, 30, ZMM},
    {"avx512vl", LEAF7_EBX, 31, ZMM},
    {"avx512vbmi", LEAF7_ECX, 1, ZMM},
    {"pku", LEAF7_ECX, 4, ANY},
    {"waitpkg", LEAF7_ECX, 5, ANY},
    {"avx512vbmi2", LEAF7_ECX, 6, ZMM},
    {"shstk", LEAF7_ECX, 7, ANY},
    {"gfni", LEAF7_ECX, 8, ANY},
    {"vaes", LEAF7_ECX, 9, YMM},
    {"vpclmulqdq", LEAF7_ECX, 10, YMM},
    {"avx512vnni", LEAF7_ECX, 11, ZMM},
    {"avx512bitalg", LEAF7_ECX, 12, ZMM},
    {"avx512vpopcntdq", LEAF7_ECX, 14, ZMM},
    {"rdpid", LEAF7_ECX, 22, ANY},
    {"cldemote", LEAF7_ECX, 25, ANY},
    {"movdiri", LEAF7_ECX, 27, ANY},
    {"movdir64b", LEAF7_ECX, 28, ANY},
    {"enqcmd", LEAF7_ECX, 29, ANY},
    {"uintr", LEAF7_EDX, 5, ANY},
    {"avx512vp2intersect", LEAF7_EDX, 8, ZMM},
    {"serialize", LEAF7_EDX, 14, ANY},
    {"tsxldtrk", LEAF7_EDX, 16, ANY},
    {"pconfig", LEAF7_EDX, 18, ANY},
    {"amx-bf16", LEAF7_EDX, 22, TILE},
    {"avx512fp16", LEAF7_EDX, 23, ZMM},
    {"amx-tile", LEAF7_EDX, 24, TILE},
    {"amx-int8", LEAF7_EDX, 25, TILE},
    {"sha512", LEAF7_1_EAX, 0, YMM},
    {"sm3", LEAF7_1_EAX, 1, YMM},
    {"sm4", LEAF7_1_EAX, 2, YMM},
    {"raoint", LEAF7_1_EAX, 3, ANY},
    {"avxvnni", LEAF7_1_EAX, 4, YMM},
    {"avx512bf16", LEAF7_1_EAX, 5, ZMM},
    {"cmpccxadd", LEAF7_1_EAX, 7, ANY},
    {"amx-fp16", LEAF7_1_EAX, 21, TILE},
    {"hreset", LEAF7_1_EAX, 22, ANY},
    {"avxifma", LEAF7_1_EAX, 23, YMM},
    {"avxvnniint8", LEAF7_1_EDX, 4, YMM},
    {"avxneconvert", LEAF7_1_EDX, 5, YMM},
    {"amx-complex", LEAF7_1_EDX, 8, TILE},
    {"avxvnniint16", LEAF7_1_EDX, 10, YMM},
    {"prefetchi", LEAF7_1_EDX, 14, ANY},
    {"usermsr", LEAF7_1_EDX, 15, ANY},
    {"xsaveopt", LEAFD_1_EAX, 0, YMM},
    {"xsavec", LEAFD_1_EAX, 1, YMM},
    {"xsaves", LEAFD_1_EAX, 3, YMM},
    {"sahf", EXTENDED1_ECX, 0, ANY},
    {"lzcnt", EXTENDED1_ECX, 5, ANY},
    {"sse4a", EXTENDED1_ECX, 6, ANY},
    {"prfchw", EXTENDED1_ECX, 8, ANY},
    {"xop", EXTENDED1_ECX, 11, YMM},
    {"lwp", EXTENDED1_ECX, 15, YMM},
    {"fma4", EXTENDED1_ECX, 16, YMM},
    {"tbm", EXTENDED1_ECX, 21, ANY},
    {"mwaitx", EXTENDED1_ECX, 29, ANY},
    {"64bit", EXTENDED1_EDX, 29, ANY},
    {"clzero", EXTENDED8_EBX, 0, ANY},
    {"rdpru", EXTENDED8_EBX, 4, ANY},
    {"wbnoinvd", EXTENDED8_EBX, 9, ANY},
};

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

static bool has_feature(const void *context, const char *name) {
  (void)context;
  uint32_t words[WORD_COUNT];
  uint64_t saved = read_cpu(words);
  for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); ++i)
    if (sinter_strings_equal(features[i].name, name))
      return (words[features[i].word] >> features[i].bit & 1) &&
             (saved & features[i].saved) == features[i].saved;
  return false;
}

const sinter_cpu_t sinter_host_cpu = {has_feature, NULL};

#endif // x86
