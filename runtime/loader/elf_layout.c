//===- elf_layout.c - Check what an ELF file asks to be loaded --------------===//

#include "elf_layout.h"
#include "src/support.h"

/// No honest executable has more: code, constants, tables and a few notes.
#define MAX_PROGRAM_HEADERS 32u

const char *elf_why_foreign(sinter_const_bytes_t file) {
  static const uint8_t magic[] = {0x7f, 'E', 'L', 'F', ELF_CLASS, ELF_LITTLE_ENDIAN, 1};
  static const char other[] = "the code is not ELF for this kind of machine";
  const elf_header_t *header = file.data;
  if (file.size < sizeof(*header))
    return other;
  for (size_t i = 0; i < sizeof(magic); ++i)
    if (header->ident[i] != magic[i])
      return other;
  if (header->machine != ELF_MACHINE)
    return other;
  if ((header->flags & ELF_ABI_MASK) != ELF_ABI)
    return "the code's float ABI is not " ELF_ABI_NAME;
#ifdef ELF_THUMB_ONLY
  if (!(header->entry & ELF_CODE_MODE_BIT))
    return "the code is not Thumb code";
#endif
  return NULL;
}

const elf_program_header_t *elf_loaded(const elf_layout_t *layout,
                                       const elf_program_header_t *segment) {
  for (; segment < layout->segments + layout->header->program_header_count; ++segment)
    if (segment->type == PT_LOAD && segment->memory_size > 0)
      return segment;
  return NULL;
}

/// Returns whether [start, start + size) lies in [outer, outer + outer_size).
static bool contains(elf_word_t outer, elf_word_t outer_size, elf_word_t start, elf_word_t size) {
  return start >= outer && size <= outer_size && start - outer <= outer_size - size;
}

bool elf_is_loaded(const elf_layout_t *layout, elf_word_t address, elf_word_t size,
                   uint32_t flags) {
  const elf_program_header_t *segment = elf_loaded(layout, layout->segments);
  for (; segment; segment = elf_loaded(layout, segment + 1))
    if ((segment->flags & flags) == flags &&
        contains(segment->address, segment->memory_size, address, size))
      return true;
  return false;
}

/// Checks one PT_LOAD and grows the layout by it. `*end` is where the pages of
/// the segment before end.
static const char *add_segment(elf_layout_t *layout, const elf_program_header_t *segment,
                               size_t page_size, elf_word_t *end) {
  if (!contains(0, layout->file.size, segment->offset, segment->file_size) ||
      segment->file_size > segment->memory_size)
    return "a segment of the code lies outside its file";
  if ((segment->flags & (PF_W | PF_X)) == (PF_W | PF_X))
    return "a segment is writable and executable";
  elf_word_t page_mask = (elf_word_t)page_size - 1;
  elf_word_t limit = UINTPTR_MAX / 2; // keeps sums and pointer differences in range
  if (segment->address > limit || segment->memory_size > limit - segment->address)
    return "a segment of the code has an impossible address";
  elf_word_t first_page = segment->address & ~page_mask;
  if (layout->size == 0)
    layout->base = first_page;
  else if (first_page < *end)
    return "segments of the code overlap or share a page";
  *end = (segment->address + segment->memory_size + page_mask) & ~page_mask;
  layout->size = *end - layout->base;
  return NULL;
}

static const char *read_program_headers(elf_layout_t *layout, size_t page_size) {
  elf_word_t end = 0;
  for (uint32_t i = 0; i < layout->header->program_header_count; ++i) {
    const elf_program_header_t *segment = &layout->segments[i];
    const char *why = NULL;
    switch (segment->type) {
    case PT_LOAD:
      if (segment->memory_size > 0)
        why = add_segment(layout, segment, page_size, &end);
      break;
    case PT_DYNAMIC:
      layout->dynamic = segment->address;
      layout->dynamic_size = segment->memory_size;
      break;
    case PT_GNU_RELRO:
      layout->read_only_after_load = segment->address;
      layout->read_only_after_load_size = segment->memory_size;
      break;
    case PT_INTERP:
      why = "the code asks for an interpreter";
      break;
    case PT_TLS:
      why = "the code asks for thread-local storage";
      break;
    default:
      break; // notes and hints
    }
    if (why)
      return why;
  }
  return NULL;
}

/// Model state lives in the caller's memory; an image is shared and never
/// written. Only what the loader itself relocates may be marked writable.
static const char *check_read_only(const elf_layout_t *layout) {
  const elf_program_header_t *segment = elf_loaded(layout, layout->segments);
  for (; segment; segment = elf_loaded(layout, segment + 1))
    if ((segment->flags & PF_W) &&
        !contains(layout->read_only_after_load, layout->read_only_after_load_size, segment->address,
                  segment->memory_size))
      return "the code has writable data";
  return NULL;
}

sinter_status_t elf_read_layout(sinter_const_bytes_t file, size_t page_size, elf_layout_t *layout,
                                sinter_reason_t *reason) {
  const char *why = elf_why_foreign(file);
  if (why)
    return sinter_fail(SINTER_INCOMPATIBLE, why, reason);
  const elf_header_t *header = file.data;
  const uint8_t *bytes = file.data;
  *layout = (elf_layout_t){.file = file, .header = header};
  if (header->type != ELF_SHARED_OBJECT)
    why = "the code is not position independent";
  else if (header->program_header_size != sizeof(elf_program_header_t) ||
           header->program_header_count > MAX_PROGRAM_HEADERS ||
           header->program_header_offset % _Alignof(elf_program_header_t) != 0 ||
           !contains(0, file.size, header->program_header_offset,
                     header->program_header_count * sizeof(elf_program_header_t)))
    why = "the code's program headers are damaged";
  else {
    layout->segments = (const void *)(bytes + header->program_header_offset);
    why = read_program_headers(layout, page_size);
  }

  if (!why && layout->size == 0)
    why = "the code has no segment to load";
  if (!why)
    why = check_read_only(layout);
  if (!why && layout->dynamic_size > 0 &&
      !elf_is_loaded(layout, layout->dynamic, layout->dynamic_size, 0))
    why = "the code's dynamic section lies outside its segments";
  if (!why && !elf_is_loaded(layout, header->entry & ~ELF_CODE_MODE_BIT, 1, PF_X))
    why = "the code's entry point lies outside its code";
  return why ? sinter_fail(SINTER_INVALID_MODULE, why, reason) : SINTER_OK;
}
