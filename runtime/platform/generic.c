//===- generic.c - Image memory without an operating system -----------------===//

#include "sinter/image.h"
#include "src/support.h"

static void *reserve(void *context, size_t size) {
  const sinter_bytes_t *bytes = context;
  if (size > bytes->size || !sinter_is_aligned(bytes->data, SINTER_BUFFER_ALIGNMENT))
    return NULL;
  return memset(bytes->data, 0, size);
}

sinter_image_memory_t sinter_caller_memory(const sinter_bytes_t *bytes) {
  sinter_image_memory_t memory = {(void *)(uintptr_t)bytes, 1, reserve, NULL, NULL};
  return memory;
}
