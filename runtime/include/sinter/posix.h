//===- sinter/posix.h - Files, memory, threads and time on POSIX ---*- C -*-===//

#ifndef SINTER_POSIX_H_
#define SINTER_POSIX_H_

#include "sinter/device.h"
#include "sinter/image.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Maps a file for reading; pages are read when touched and shared with every
/// process that maps them. Fails with SINTER_NOT_FOUND or SINTER_IO_ERROR. The
/// file must not be cut short while it is mapped: replace it by renaming.
sinter_status_t sinter_file_map(const char *path, sinter_const_bytes_t *bytes,
                                sinter_reason_t *reason);
void sinter_file_unmap(sinter_const_bytes_t bytes);

/// Image memory by mmap and mprotect.
sinter_image_memory_t sinter_posix_memory(void);

/// Returns nanoseconds since some point in the past; never goes back.
uint64_t sinter_clock(void);

/// Returns how many threads this process may run at once; at least 1.
uint32_t sinter_processor_count(void);

#ifdef __cplusplus
}
#endif

#endif // SINTER_POSIX_H_
