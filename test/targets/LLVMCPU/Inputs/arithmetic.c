// Computes with every type, and prints a checksum per operation. Compiled for a CPU that lacks the
// instructions, each operation becomes a call of a builtin. There, nothing else defines what the
// code calls: no C library, no compiler's library. With HOSTED those do, and tell what is right.

#include <stddef.h>
#include <stdint.h>

//===----------------------------------------------------------------------===//
// What is below: Linux, or a debugger's host
//===----------------------------------------------------------------------===//

#ifdef SEMIHOSTED // on a Cortex-M without operating system
static long call_host(long operation, const void *argument) {
  register long r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static void write_line(const char *line, long size) {
  (void)size; // ends with zero
  call_host(4, line);
}

static void leave(long code) {
  call_host(0x18,
            (const void *)(code == 0 ? 0x20026 : 0x20023)); // "the program has ended", "an error"
}
#else
static long call_system(long number, long a, long b, long c) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b,
                   x2 __asm__("x2") = c;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
#elif defined(__riscv)
  register long a7 __asm__("a7") = number, a0 __asm__("a0") = a, a1 __asm__("a1") = b,
                   a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
  return a0;
#else
  register long r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c;
  __asm__ volatile("push {r7}\n mov r7, %3\n svc #0\n pop {r7}"
                   : "+r"(r0)
                   : "r"(r1), "r"(r2), "r"(number)
                   : "memory");
  return r0;
#endif
}

#if defined(__x86_64__)
enum { WRITE = 1, EXIT = 60 };
#elif defined(__arm__)
enum { WRITE = 4, EXIT = 1 };
#else
enum { WRITE = 64, EXIT = 93 };
#endif

static void write_line(const char *line, long size) { call_system(WRITE, 1, (long)line, size); }
static void leave(long code) { call_system(EXIT, code, 0, 0); }
#endif

//===----------------------------------------------------------------------===//
// Checksums and numbers, by nothing but words
//===----------------------------------------------------------------------===//

// Keeps the program small, and its compilation short.
#define SHARED static __attribute__((noinline))

static uint32_t checksum;

static void add_word(uint32_t word) {
  checksum = (checksum << 5 | checksum >> 27) ^ word;
  checksum += 0x9e3779b9;
}

static void report(const char *name) {
  char line[40], *end = line;
  while (*name)
    *end++ = *name++;
  *end++ = ' ';
  for (int shift = 28; shift >= 0; shift -= 4)
    *end++ = "0123456789abcdef"[checksum >> shift & 15];
  *end++ = '\n';
  *end = 0;
  write_line(line, end - line);
  checksum = 0;
}

static uint32_t random_word(void) {
  static uint32_t state = 1;
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

typedef union {
  uint8_t u8;
  uint16_t u16;
  uint32_t u32;
  int8_t s8;
  int16_t s16;
  int32_t s32;
  _Float16 f16;
  float f32;
} word_t;

typedef union {
  uint32_t word[2];
  uint64_t u64;
  int64_t s64;
  double f64;
} pair_t;

SHARED void put_u64(uint64_t value) {
  pair_t pair = {.u64 = value};
  add_word(pair.word[0]);
  add_word(pair.word[1]);
}
SHARED void put_u32(uint32_t value) { add_word(value); }
SHARED void put_u16(uint16_t value) { add_word(value); }
SHARED void put_u8(uint8_t value) { add_word(value); }
SHARED void put_s64(int64_t value) { put_u64((uint64_t)value); }
SHARED void put_s32(int32_t value) { add_word((uint32_t)value); }
SHARED void put_s16(int16_t value) { add_word((uint16_t)value); }
SHARED void put_s8(int8_t value) { add_word((uint8_t)value); }

// All NaNs count as one, and so do both zeros where that is open.
SHARED void put_f32(float value) {
  word_t word = {.f32 = value};
  add_word((word.u32 & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word.u32);
}
SHARED void put_f64(double value) {
  pair_t pair = {.f64 = value};
  uint32_t high = pair.word[1] & 0x7fffffff;
  if (high > 0x7ff00000 || (high == 0x7ff00000 && pair.word[0] != 0))
    pair.word[0] = 0, pair.word[1] = 0x7ff80000;
  add_word(pair.word[0]);
  add_word(pair.word[1]);
}
SHARED void put_f16(_Float16 value) {
  word_t word = {.f16 = value};
  add_word((word.u16 & 0x7fff) > 0x7c00 ? 0x7e00 : word.u16);
}

SHARED uint32_t pick_u32(void) {
  uint32_t word = random_word(), kind = random_word();
  if (kind % 8 == 0)
    return kind / 8 % 4 - 2;
  return kind & 1 ? word >> (kind / 8 % 32) : ~(word >> (kind / 8 % 32));
}
SHARED int32_t pick_s32(void) { return (int32_t)pick_u32(); }
SHARED uint8_t pick_u8(void) { return (uint8_t)pick_u32(); }
SHARED int8_t pick_s8(void) { return (int8_t)pick_u32(); }
SHARED uint16_t pick_u16(void) { return (uint16_t)pick_u32(); }
SHARED int16_t pick_s16(void) { return (int16_t)pick_u32(); }

SHARED uint64_t pick_u64(void) {
  pair_t pair = {.word = {random_word(), random_word()}};
  uint32_t kind = random_word();
  if (kind & 1)
    pair.word[1] = 0 - (kind >> 1 & 1);
  if (kind & 4)
    pair.word[1] >>= kind >> 3 & 31;
  return pair.u64;
}
SHARED int64_t pick_s64(void) { return (int64_t)pick_u64(); }

/// Exponents near to that of 1, so that sums and products meet; sometimes any.
SHARED float pick_f32(void) {
  word_t word = {.u32 = random_word()};
  uint32_t kind = random_word();
  if (kind & 7)
    word.u32 = (word.u32 & 0x807fffff) | (112 + (kind >> 3) % 32) << 23;
  else if (kind & 8)
    word.u32 &= kind & 16 ? 0x80000000 : 0xff800000;
  if ((word.u32 & 0x7fffffff) > 0x7f800000)
    word.u32 |= 0x400000; // no signal
  if (kind >> 27 == 0)
    word.u32 &= 0xffff0000;
  return word.f32;
}
SHARED double pick_f64(void) {
  pair_t pair = {.word = {random_word(), random_word()}};
  uint32_t kind = random_word();
  if (kind & 7)
    pair.word[1] = (pair.word[1] & 0x800fffff) | (1008 + (kind >> 3) % 32) << 20;
  else if (kind & 8)
    pair.word[0] = 0, pair.word[1] &= kind & 16 ? 0x80000000 : 0xfff00000;
  if ((pair.word[1] & 0x7fffffff) >= 0x7ff00000)
    pair.word[1] |= pair.word[0] ? 0x80000 : 0;
  if (kind >> 28 == 0)
    pair.word[0] = 0;
  return pair.f64;
}
SHARED _Float16 pick_f16(void) {
  word_t word = {.u16 = (uint16_t)random_word()};
  return word.f16;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

enum { COUNT = 1000 };

#define CHECK(name, to, expression, from, condition)                                               \
  SHARED void check_##name(void) {                                                                 \
    for (int i = 0; i < COUNT; ++i) {                                                              \
      __auto_type a = pick_##from();                                                               \
      __auto_type b = pick_##from();                                                               \
      __auto_type c = pick_##from();                                                               \
      (void)b, (void)c;                                                                            \
      if (condition)                                                                               \
        put_##to(expression);                                                                      \
    }                                                                                              \
    report(#name);                                                                                 \
  }

#include "operations.def"

/// Memory that is not aligned to anything.
static void check_memory(void) {
  static uint8_t bytes[256];
  for (int i = 0; i < 1000; ++i) {
    for (int j = 0; j < 8; ++j)
      bytes[random_word() & 255] = (uint8_t)random_word();
    uint32_t from = random_word() & 127, to = random_word() & 127, size = random_word() & 127;
    switch (i & 3) {
    case 0:
      __builtin_memcpy(bytes + (to & 63), bytes + 128 + (from & 63), size & 63);
      break;
    case 1:
      __builtin_memmove(bytes + to, bytes + from, size);
      break;
    case 2:
      __builtin_memmove(bytes + (to & 124), bytes + (from & 124), size);
      break;
    default:
      __builtin_memset(bytes + to, (int)from, size);
    }
    for (int j = 0; j < 256; ++j)
      add_word(bytes[j]);
  }
  report("memory");
}

#ifdef HOSTED
#define START int main(void)
#elif defined(__x86_64__)
#define START __attribute__((force_align_arg_pointer)) void _start(void)
#else
#define START void _start(void)
#endif

START {
#undef CHECK
#define CHECK(name, to, expression, from, condition) check_##name();
#include "operations.def"
  check_memory();
  leave(0);
  __builtin_unreachable();
}

#ifdef SEMIHOSTED
static void fail(void) { leave(1); }

/// The stack, the program, and what comes of an instruction or address that this CPU does not have.
__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    (void *)0x20004000, (void *)_start, (void *)fail, (void *)fail};
#endif
