//===- image.c - Load an embedded ELF ---------------------------------------===//
//
// Reserve writable memory, copy the segments, relocate, take the right to write
// away, ask the code what it holds, and hold the answer against the module.
//
//===----------------------------------------------------------------------===//

#include "elf_load.h"
#include "image_check.h"
#include "image_load.h"
#include "src/support.h"

sinter_status_t image_open(const sinter_module_t *module, uint32_t executable, size_t page_size,
                           sinter_executable_info_t *info, elf_layout_t *layout,
                           sinter_reason_t *reason) {
  if (sinter_module_executable(module, executable, info) != SINTER_OK)
    return sinter_fail(SINTER_INVALID_ARGUMENT, "the module has no such executable", reason);
  if (info->format != SINTER_EMBEDDED_ELF)
    return sinter_fail(SINTER_INCOMPATIBLE, "the executable is no embedded ELF", reason);
  return elf_read_layout(info->code, page_size, layout, reason);
}

sinter_status_t sinter_image_size(const sinter_module_t *module, uint32_t executable,
                                  size_t page_size, size_t *size, sinter_reason_t *reason) {
  sinter_executable_info_t info;
  elf_layout_t layout;
  sinter_status_t status = image_open(module, executable, page_size, &info, &layout, reason);
  if (status == SINTER_OK)
    *size = layout.size;
  return status;
}

bool image_publish(const elf_layout_t *layout, const sinter_image_memory_t *memory) {
  elf_word_t page_mask = (elf_word_t)memory->page_size - 1;
  const elf_program_header_t *segment = elf_loaded(layout, layout->segments);
  for (; segment; segment = elf_loaded(layout, segment + 1)) {
    elf_word_t first = segment->address & ~page_mask;
    elf_word_t end = (segment->address + segment->memory_size + page_mask) & ~page_mask;
    if ((segment->flags & PF_X) &&
        !memory->protect(memory->context, (void *)elf_place(layout, first), end - first, true))
      return false;
  }
  return true;
}

/// Leaves code readable and executable and everything else readable.
static bool protect(const elf_layout_t *layout, const sinter_image_t *image) {
  const sinter_image_memory_t *memory = &image->memory;
  return !memory->protect ||
         (memory->protect(memory->context, image->bytes.data, image->bytes.size, false) &&
          image_publish(layout, memory));
}

sinter_status_t image_start(const sinter_module_t *module, const elf_layout_t *layout,
                            sinter_image_t *image, sinter_reason_t *reason) {
  // ISO C has no cast from data to function pointers; every machine with a loader has it.
  elf_word_t entry = elf_place(layout, layout->header->entry);
  sinter_executable_query_fn_t query;
  memcpy(&query, &entry, sizeof(query));
  const sinter_executable_t *found = query(SINTER_EXECUTABLE_VERSION);
  // The code knows of no part of it that lies elsewhere.
  if (found)
    found = (const sinter_executable_t *)elf_place(layout, (elf_word_t)found - layout->slide);
  image->executable = found;
  return sinter_image_check(module, layout, image, reason);
}

sinter_status_t sinter_image_load(const sinter_module_t *module, uint32_t executable,
                                  const sinter_image_memory_t *memory, sinter_image_t *image,
                                  sinter_reason_t *reason) {
  sinter_executable_info_t info;
  elf_layout_t layout;
  sinter_status_t status =
      image_open(module, executable, memory->page_size, &info, &layout, reason);
  if (status == SINTER_OK && sinter_module_verify_executable(module, executable) != SINTER_OK)
    status = sinter_fail(SINTER_INVALID_MODULE, "the code's checksum is wrong", reason);
  if (status != SINTER_OK)
    return status;

  uint8_t *data = memory->reserve(memory->context, layout.size);
  if (!data)
    return sinter_fail(SINTER_OUT_OF_MEMORY, "no memory for the code", reason);
  sinter_image_t loaded = {NULL, {data, layout.size}, *memory, info.first_dispatch};
  status = elf_load(&layout, data, reason);
  if (status == SINTER_OK && !protect(&layout, &loaded))
    status = sinter_fail(SINTER_OUT_OF_MEMORY, "the code's memory cannot be protected", reason);
  if (status == SINTER_OK)
    status = image_start(module, &layout, &loaded, reason);
  if (status == SINTER_OK)
    *image = loaded;
  else
    sinter_image_unload(&loaded);
  return status;
}

void sinter_image_unload(sinter_image_t *image) {
  if (image->bytes.data && image->memory.release)
    image->memory.release(image->memory.context, image->bytes.data, image->bytes.size);
  image->bytes.data = NULL;
}
