//===- support.h - What every source of the runtime uses -----------*- C -*-===//
//
// The few functions that a freestanding C11 compiler may call by itself, loads
// from unaligned bytes, and the way in which checks fail.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_SRC_SUPPORT_H_
#define SINTER_SRC_SUPPORT_H_

#include "sinter/status.h"

#include <stdbool.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "modules are little endian; this runtime reads them in place"
#endif

// Declared here because a bare-metal compiler may come without <string.h>.
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);

static inline uint16_t sinter_load16(const void *bytes) {
  uint16_t value;
  memcpy(&value, bytes, sizeof(value));
  return value;
}

static inline uint32_t sinter_load32(const void *bytes) {
  uint32_t value;
  memcpy(&value, bytes, sizeof(value));
  return value;
}

static inline uint64_t sinter_load64(const void *bytes) {
  uint64_t value;
  memcpy(&value, bytes, sizeof(value));
  return value;
}

static inline bool sinter_is_aligned(const void *pointer, size_t alignment) {
  return ((uintptr_t)pointer & (alignment - 1)) == 0;
}

static inline bool sinter_strings_equal(const char *a, const char *b) {
  while (*a && *a == *b)
    ++a, ++b;
  return *a == *b;
}

/// Sets `*reason` where somebody asked for it and returns `status`.
sinter_status_t sinter_fail(sinter_status_t status, const char *why, sinter_reason_t *reason);

/// FNV-1a with 64 bits.
uint64_t sinter_checksum(const void *data, size_t size);

#endif // SINTER_SRC_SUPPORT_H_
