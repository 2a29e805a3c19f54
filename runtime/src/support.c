//===- support.c - Statuses and checksums ----------------------------------===//

#include "support.h"

const char *sinter_status_string(sinter_status_t status) {
  switch (status) {
  case SINTER_OK:
    return "ok";
  case SINTER_INVALID_ARGUMENT:
    return "invalid argument";
  case SINTER_INVALID_MODULE:
    return "invalid module";
  case SINTER_INCOMPATIBLE:
    return "incompatible module";
  case SINTER_OUT_OF_MEMORY:
    return "out of memory";
  case SINTER_WRONG_SHAPE:
    return "wrong shape";
  case SINTER_NOT_FOUND:
    return "not found";
  case SINTER_IO_ERROR:
    return "input or output error";
  }
  return "unknown status";
}

sinter_status_t sinter_fail(sinter_status_t status, const char *why, sinter_reason_t *reason) {
  if (reason)
    *reason = why;
  return status;
}

uint64_t sinter_checksum(const void *data, size_t size) {
  const uint8_t *bytes = data;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < size; ++i)
    hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
  return hash;
}
