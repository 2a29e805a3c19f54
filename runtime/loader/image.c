//===- image.c - Load an embedded ELF ---------------------------------------===//
//
// Reserve writable memory, copy the segments, relocate, take the right to write
// away, ask the code what it holds, and hold the answer against the module.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "elf_load.h"
#include "image_check.h"
#include "src/support.h"

/// Leaves code readable and executable and everything else readable.
static bool protect(const elf_layout_t *layout, const sinter_image_memory_t *memory,
                    uint8_t *data) {
  if (!memory->protect)
    return true;
  if (!memory->protect(memory->context, data, layout->size, false))
    return false;
  elf_word_t page_mask = (elf_word_t)memory->page_size - 1;
  for (uint32_t i = 0; i < layout->header.program_header_count; ++i) {
    elf_program_header_t segment = elf_program_header(layout, i);
    if (segment.type != PT_LOAD || !(segment.flags & PF_X) || segment.memory_size == 0)
      continue;
    elf_word_t first = segment.address & ~page_mask;
    elf_word_t end = (segment.address + segment.memory_size + page_mask) & ~page_mask;
    if (!memory->protect(memory->context, data + (first - layout->base), end - first, true))
      return false;
  }
  return true;
}

static sinter_status_t find_code(const sinter_module_t *module, uint32_t executable,
                                 sinter_executable_info_t *info, sinter_reason_t *reason) {
  if (sinter_module_executable(module, executable, info) != SINTER_OK)
    return sinter_fail(SINTER_INVALID_ARGUMENT, "the module has no such executable", reason);
  if (info->format != SINTER_EMBEDDED_ELF)
    return sinter_fail(SINTER_INCOMPATIBLE, "the executable is no embedded ELF", reason);
  return SINTER_OK;
}

sinter_status_t sinter_image_size(const sinter_module_t *module, uint32_t executable,
                                  size_t page_size, size_t *size, sinter_reason_t *reason) {
  sinter_executable_info_t info;
  elf_layout_t layout;
  sinter_status_t status = find_code(module, executable, &info, reason);
  if (status == SINTER_OK)
    status = elf_read_layout(info.code, page_size, &layout, reason);
  if (status == SINTER_OK)
    *size = layout.size;
  return status;
}

/// Calls the code's query function. ISO C has no cast from data to function
/// pointers; every machine with a loader has it.
static const sinter_executable_t *query(const elf_layout_t *layout, uint8_t *data) {
  uintptr_t entry = (uintptr_t)data + (layout->header.entry - layout->base);
  sinter_executable_query_fn_t function;
  memcpy(&function, &entry, sizeof(function));
  return function(SINTER_EXECUTABLE_VERSION);
}

sinter_status_t sinter_image_load(const sinter_module_t *module, uint32_t executable,
                                  const sinter_image_memory_t *memory, sinter_image_t *image,
                                  sinter_reason_t *reason) {
  sinter_executable_info_t info;
  elf_layout_t layout;
  sinter_status_t status = find_code(module, executable, &info, reason);
  if (status == SINTER_OK && sinter_module_verify_executable(module, executable) != SINTER_OK)
    status = sinter_fail(SINTER_INVALID_MODULE, "the code's checksum is wrong", reason);
  if (status == SINTER_OK)
    status = elf_read_layout(info.code, memory->page_size, &layout, reason);
  if (status != SINTER_OK)
    return status;

  uint8_t *data = memory->reserve(memory->context, layout.size);
  if (!data)
    return sinter_fail(SINTER_OUT_OF_MEMORY, "no memory for the code", reason);
  sinter_image_t loaded = {NULL, {data, layout.size}, *memory, info.first_dispatch};
  status = elf_load(&layout, data, reason);
  if (status == SINTER_OK && !protect(&layout, memory, data))
    status = sinter_fail(SINTER_OUT_OF_MEMORY, "the code's memory cannot be protected", reason);
  if (status == SINTER_OK) {
    loaded.executable = query(&layout, data);
    status = sinter_image_check(module, &layout, &loaded, reason);
  }
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
