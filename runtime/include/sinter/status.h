//===- sinter/status.h - What calls return and bytes they take -----*- C -*-===//
//
// Every function that can fail returns a status, takes inputs first and outputs
// last, and leaves its outputs untouched on failure unless it says otherwise.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_STATUS_H_
#define SINTER_STATUS_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sinter_status {
  SINTER_OK = 0,
  SINTER_INVALID_ARGUMENT, ///< The caller broke the contract of the function.
  SINTER_INVALID_MODULE,   ///< The bytes are no module, or were altered.
  SINTER_INCOMPATIBLE,     ///< The module needs a newer runtime or another CPU.
  SINTER_OUT_OF_MEMORY,    ///< The memory given or left is too small.
  SINTER_WRONG_SHAPE,      ///< Dims are not those that the function computes.
  SINTER_NOT_FOUND,        ///< No function or file of that name.
  SINTER_IO_ERROR,         ///< The operating system refused.
} sinter_status_t;

/// Returns a constant string such as "out of memory".
const char *sinter_status_string(sinter_status_t status);

/// Why a call failed: a constant string, lower case, without full stop, such as
/// "a segment lies outside the file". Functions that take a `reason` set it on
/// failure only; it may be null when nobody asks.
typedef const char *sinter_reason_t;

/// Bytes that somebody else owns.
typedef struct sinter_bytes {
  void *data;
  size_t size;
} sinter_bytes_t;

/// Bytes that somebody else owns and nobody changes.
typedef struct sinter_const_bytes {
  const void *data;
  size_t size;
} sinter_const_bytes_t;

#ifdef __cplusplus
}
#endif

#endif // SINTER_STATUS_H_
