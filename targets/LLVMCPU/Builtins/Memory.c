//===- Memory.c - Copy and fill memory ------------------------------------===//
//
// With unaligned vectors: up to 64 bytes, all loads come before all stores, in two blocks that may
// overlap. This serves memmove too. Beyond that, blocks of 64 bytes, the odd one loaded before the
// loop could overwrite it. Elsewhere: words if both addresses allow, else bytes.
//
//===----------------------------------------------------------------------===//

#include "Builtins.h"

#if defined(__x86_64__) || defined(__aarch64__)

#define BLOCK(size)                                                                                \
  typedef uint8_t block##size##_t __attribute__((vector_size(size), aligned(1), may_alias));       \
  static inline void move##size(uint8_t *to, const uint8_t *from, size_t bytes) {                  \
    block##size##_t first = *(const block##size##_t *)from;                                        \
    block##size##_t last = *(const block##size##_t *)(from + bytes - size);                        \
    *(block##size##_t *)to = first;                                                                \
    *(block##size##_t *)(to + bytes - size) = last;                                                \
  }

BLOCK(2)
BLOCK(4)
BLOCK(8)
BLOCK(16)
BLOCK(32)
typedef uint8_t block64_t __attribute__((vector_size(64), aligned(1), may_alias));

static inline void move_small(uint8_t *to, const uint8_t *from, size_t size) {
  if (size >= 32)
    move32(to, from, size);
  else if (size >= 16)
    move16(to, from, size);
  else if (size >= 8)
    move8(to, from, size);
  else if (size >= 4)
    move4(to, from, size);
  else if (size >= 2)
    move2(to, from, size);
  else if (size == 1)
    *to = *from;
}

static inline void move_forward(uint8_t *to, const uint8_t *from, size_t size) {
  size_t last = size - 64;
  block64_t tail = *(const block64_t *)(from + last);
  for (size_t i = 0; i < last; i += 64)
    *(block64_t *)(to + i) = *(const block64_t *)(from + i);
  *(block64_t *)(to + last) = tail;
}

static inline void move_backward(uint8_t *to, const uint8_t *from, size_t size) {
  block64_t head = *(const block64_t *)from;
  for (ptrdiff_t i = (ptrdiff_t)size - 64; i > 0; i -= 64)
    *(block64_t *)(to + i) = *(const block64_t *)(from + i);
  *(block64_t *)to = head;
}

SHARED void move_bytes(uint8_t *to, const uint8_t *from, size_t size) {
  if (size < 64)
    move_small(to, from, size);
  else if ((uintptr_t)to - (uintptr_t)from >= size)
    move_forward(to, from, size);
  else
    move_backward(to, from, size);
}

static inline void copy_bytes(uint8_t *to, const uint8_t *from, size_t size) {
  move_bytes(to, from, size);
}

SHARED void fill_bytes(uint8_t *to, uint8_t value, size_t size) {
  block64_t block = value - (block64_t){0};
  block16_t block16 = value - (block16_t){0};
  if (size >= 64) {
    size_t last = size - 64;
    for (size_t i = 0; i < last; i += 64)
      *(block64_t *)(to + i) = block;
    *(block64_t *)(to + last) = block;
  } else if (size >= 16) {
    size_t last = size - 16;
    for (size_t i = 0; i < last; i += 16)
      *(block16_t *)(to + i) = block16;
    *(block16_t *)(to + last) = block16;
  } else {
    for (size_t i = 0; i < size; ++i)
      to[i] = value;
  }
}

#else

typedef uintptr_t __attribute__((may_alias)) word_t;
enum { WORD = sizeof(word_t) };

static inline int is_aligned(const void *address) { return ((uintptr_t)address & (WORD - 1)) == 0; }

SHARED void copy_bytes(uint8_t *to, const uint8_t *from, size_t size) {
  if ((((uintptr_t)to ^ (uintptr_t)from) & (WORD - 1)) == 0) {
    for (; size != 0 && !is_aligned(to); --size)
      *to++ = *from++;
    for (; size >= 4 * WORD; size -= 4 * WORD, to += 4 * WORD, from += 4 * WORD) {
      const word_t *source = (const word_t *)from;
      word_t a = source[0], b = source[1], c = source[2], d = source[3];
      word_t *target = (word_t *)to;
      target[0] = a, target[1] = b, target[2] = c, target[3] = d;
    }
    for (; size >= WORD; size -= WORD, to += WORD, from += WORD)
      *(word_t *)to = *(const word_t *)from;
  }
  for (; size != 0; --size)
    *to++ = *from++;
}

static inline void copy_backward(uint8_t *to, const uint8_t *from, size_t size) {
  if ((((uintptr_t)to ^ (uintptr_t)from) & (WORD - 1)) == 0) {
    for (; size != 0 && !is_aligned(to + size); --size)
      to[size - 1] = from[size - 1];
    for (; size >= WORD; size -= WORD)
      *(word_t *)(to + size - WORD) = *(const word_t *)(from + size - WORD);
  }
  for (; size != 0; --size)
    to[size - 1] = from[size - 1];
}

SHARED void move_bytes(uint8_t *to, const uint8_t *from, size_t size) {
  if ((uintptr_t)to - (uintptr_t)from >= size)
    copy_bytes(to, from, size);
  else
    copy_backward(to, from, size);
}

SHARED void fill_bytes(uint8_t *to, uint8_t value, size_t size) {
  word_t word = ~(word_t)0 / 255 * value;
  for (; size != 0 && !is_aligned(to); --size)
    *to++ = value;
  for (; size >= WORD; size -= WORD, to += WORD)
    *(word_t *)to = word;
  for (; size != 0; --size)
    *to++ = value;
}

#endif

void *BUILTIN(memcpy)(void *to, const void *from, size_t size) {
  copy_bytes(to, from, size);
  return to;
}

void *BUILTIN(memmove)(void *to, const void *from, size_t size) {
  move_bytes(to, from, size);
  return to;
}

void *BUILTIN(memset)(void *to, int value, size_t size) {
  fill_bytes(to, (uint8_t)value, size);
  return to;
}

// The names of Arm's run-time ABI tell the alignment; its memset has size before value.
#ifdef __arm__
#define ALIGNED(alignment)                                                                         \
  RUNTIME(void, __aeabi_memcpy##alignment, )(uint8_t *to, const uint8_t *from, size_t size) {      \
    copy_bytes(to, from, size);                                                                    \
  }                                                                                                \
  RUNTIME(void, __aeabi_memmove##alignment, )(uint8_t *to, const uint8_t *from, size_t size) {     \
    move_bytes(to, from, size);                                                                    \
  }                                                                                                \
  RUNTIME(void, __aeabi_memset##alignment, )(uint8_t *to, size_t size, int value) {                \
    fill_bytes(to, (uint8_t)value, size);                                                          \
  }                                                                                                \
  RUNTIME(void, __aeabi_memclr##alignment, )(uint8_t *to, size_t size) { fill_bytes(to, 0, size); }

ALIGNED()
ALIGNED(4)
ALIGNED(8)
#endif
