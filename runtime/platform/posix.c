//===- posix.c - Files, memory and time on POSIX ----------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // sched_getaffinity, MAP_ANONYMOUS
#endif

#include "sinter/posix.h"
#include "src/support.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static sinter_status_t map_open_file(int file, sinter_const_bytes_t *bytes,
                                     sinter_reason_t *reason) {
  struct stat info;
  if (fstat(file, &info) != 0)
    return sinter_fail(SINTER_IO_ERROR, "the file cannot be read", reason);
  if (!S_ISREG(info.st_mode))
    return sinter_fail(SINTER_IO_ERROR, "not a regular file", reason);
  if (info.st_size == 0)
    return sinter_fail(SINTER_INVALID_MODULE, "the file is empty", reason);
  if ((uint64_t)info.st_size > SIZE_MAX)
    return sinter_fail(SINTER_OUT_OF_MEMORY, "the file exceeds the address space", reason);
  void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (data == MAP_FAILED)
    return sinter_fail(SINTER_IO_ERROR, "the file cannot be mapped", reason);
  bytes->data = data;
  bytes->size = (size_t)info.st_size;
  return SINTER_OK;
}

sinter_status_t sinter_file_map(const char *path, sinter_const_bytes_t *bytes,
                                sinter_reason_t *reason) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
    return sinter_fail(SINTER_NOT_FOUND, "no such file", reason);
  if (file < 0)
    return sinter_fail(SINTER_IO_ERROR,
                       errno == EACCES ? "permission denied" : "the file cannot be opened", reason);
  sinter_status_t status = map_open_file(file, bytes, reason);
  close(file);
  return status;
}

void sinter_file_unmap(sinter_const_bytes_t bytes) {
  if (bytes.data)
    munmap((void *)(uintptr_t)bytes.data, bytes.size);
}

static void *reserve(void *context, size_t size) {
  (void)context;
  void *data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return data == MAP_FAILED ? NULL : data;
}

static bool protect(void *context, void *data, size_t size, bool executable) {
  (void)context;
  if (mprotect(data, size, executable ? PROT_READ | PROT_EXEC : PROT_READ) != 0)
    return false;
#if !defined(__x86_64__) && !defined(__i386__)
  if (executable)
    __builtin___clear_cache((char *)data, (char *)data + size);
#endif
  return true;
}

static void release(void *context, void *data, size_t size) {
  (void)context;
  munmap(data, size);
}

sinter_image_memory_t sinter_posix_memory(void) {
  long page_size = sysconf(_SC_PAGESIZE);
  sinter_image_memory_t memory = {NULL, page_size > 0 ? (size_t)page_size : 4096, reserve, protect,
                                  release};
  return memory;
}

uint64_t sinter_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

uint32_t sinter_processor_count(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
    return (uint32_t)CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (uint32_t)count : 1;
}
