//===- image_in_place.c - Run code where its module lies --------------------===//
//
// A microcontroller runs code from flash; what the loader relocates must be in
// RAM. Code reaches its own constants relative to itself, so constants stay with
// it. Relocated are pointers, and code would read those where they are not; but
// of all pointers the description of the executable is read by the runtime
// alone. So code may stay when no other pointer is relocated.
//
//===----------------------------------------------------------------------===//

#include "elf_load.h"
#include "image_load.h"
#include "src/support.h"

/// Sets where the segments lie that stay, and which one has to move. Returns false when
/// they cannot stay: there is not exactly one to move, distances between them differ in file and
/// memory, or the file lies such that the code would be moved by less than it allows.
static bool find_place(elf_layout_t *layout, const elf_program_header_t **moved) {
  bool is_known = false;
  *moved = NULL;
  const elf_program_header_t *segment = elf_loaded(layout, layout->segments);
  for (; segment; segment = elf_loaded(layout, segment + 1)) {
    if (segment->flags & PF_W) {
      if (*moved)
        return false;
      *moved = segment;
      continue;
    }
    elf_word_t slide = (elf_word_t)layout->file.data + segment->offset - segment->address;
    if (segment->file_size != segment->memory_size || (is_known && slide != layout->slide))
      return false;
    layout->slide = slide;
    is_known = true;
  }
  return is_known && *moved && layout->slide % ELF_SLIDE_ALIGNMENT == 0;
}

/// Returns how many bytes of memory the moved segment takes: it keeps its alignment.
static elf_word_t moved_bytes(const elf_program_header_t *moved) {
  return moved->memory_size + moved->address % SINTER_BUFFER_ALIGNMENT;
}

/// Returns how many pointers the description of an executable holds.
static elf_word_t count_pointers(const sinter_executable_t *executable) {
  elf_word_t count = 1 + (executable->initialize != NULL);
  for (uint32_t i = 0; i < executable->function_count; ++i)
    count += 2 + (executable->functions[i].element_types != NULL);
  return count;
}

/// Loads what find_place() found room for. `*can_stay` is set to false when other pointers
/// than those of the description are relocated.
static sinter_status_t load(const sinter_module_t *module, elf_layout_t *layout,
                            const elf_program_header_t *moved, sinter_image_t *image,
                            bool *can_stay, sinter_reason_t *reason) {
  uint8_t *data = (uint8_t *)image->bytes.data + moved->address % SINTER_BUFFER_ALIGNMENT;
  memcpy(data, (const uint8_t *)layout->file.data + moved->offset, moved->file_size);
  layout->moved = moved->address;
  layout->moved_size = moved->memory_size;
  layout->moved_slide = (elf_word_t)data - moved->address;

  elf_word_t relocations = 0;
  sinter_status_t status = elf_relocate(layout, &relocations, reason);
  if (status == SINTER_OK && image->memory.protect && !image_publish(layout, &image->memory))
    status = sinter_fail(SINTER_OUT_OF_MEMORY, "the code's memory cannot be protected", reason);
  if (status == SINTER_OK)
    status = image_start(module, layout, image, reason);
  if (status == SINTER_OK)
    *can_stay = relocations == count_pointers(image->executable);
  return status;
}

sinter_status_t sinter_image_size_in_place(const sinter_module_t *module, uint32_t executable,
                                           size_t *size, sinter_reason_t *reason) {
  sinter_executable_info_t info;
  elf_layout_t layout;
  const elf_program_header_t *moved;
  sinter_status_t status = image_open(module, executable, 1, &info, &layout, reason);
  if (status == SINTER_OK && !find_place(&layout, &moved))
    status = sinter_fail(SINTER_INCOMPATIBLE, "the code cannot run where the module lies", reason);
  if (status == SINTER_OK)
    *size = moved_bytes(moved);
  return status;
}

sinter_status_t sinter_image_load_in_place(const sinter_module_t *module, uint32_t executable,
                                           const sinter_image_memory_t *memory,
                                           sinter_image_t *image, sinter_reason_t *reason) {
  sinter_executable_info_t info;
  elf_layout_t layout;
  const elf_program_header_t *moved;
  sinter_status_t status = image_open(module, executable, 1, &info, &layout, reason);
  if (status != SINTER_OK)
    return status;
  if (memory->page_size > ELF_SLIDE_ALIGNMENT || !find_place(&layout, &moved))
    return sinter_image_load(module, executable, memory, image, reason);
  if (sinter_module_verify_executable(module, executable) != SINTER_OK)
    return sinter_fail(SINTER_INVALID_MODULE, "the code's checksum is wrong", reason);

  size_t size = moved_bytes(moved);
  void *data = memory->reserve(memory->context, size);
  if (!data)
    return sinter_fail(SINTER_OUT_OF_MEMORY, "no memory for the code", reason);
  sinter_image_t loaded = {NULL, {data, size}, *memory, info.first_dispatch};
  bool can_stay = false;
  status = load(module, &layout, moved, &loaded, &can_stay, reason);
  if (status == SINTER_OK && can_stay) {
    *image = loaded;
    return SINTER_OK;
  }
  sinter_image_unload(&loaded);
  return status == SINTER_OK ? sinter_image_load(module, executable, memory, image, reason)
                             : status;
}
