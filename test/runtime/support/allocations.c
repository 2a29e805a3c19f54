/* Stands between a program and its allocator: the linker wraps all ways to get memory. */

#include "test/runtime/support/allocations.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

static atomic_int allocations;

int count_allocations(void) { return allocations; }

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__real_mmap(void *at, size_t size, int rights, int flags, int file, off_t offset);

void *__wrap_malloc(size_t size) { return ++allocations, __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return ++allocations, __real_calloc(count, size); }
void *__wrap_realloc(void *pointer, size_t size) {
  return ++allocations, __real_realloc(pointer, size);
}
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return ++allocations, __real_aligned_alloc(alignment, size);
}
void *__wrap_mmap(void *at, size_t size, int rights, int flags, int file, off_t offset) {
  return ++allocations, __real_mmap(at, size, rights, flags, file, offset);
}
