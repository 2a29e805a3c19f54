//===- elf_layout.h - What an ELF file asks to be loaded -----------*- C -*-===//
//
// Reads and checks the headers; loads nothing.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_LOADER_ELF_LAYOUT_H_
#define SINTER_LOADER_ELF_LAYOUT_H_

#include "elf_format.h"
#include "sinter/image.h"

/// Addresses are those of the file: they count from `base`.
typedef struct elf_layout {
  sinter_const_bytes_t file;
  const elf_header_t *header;           ///< Inside the file, as its program headers.
  const elf_program_header_t *segments; ///< header->program_header_count of them.
  elf_word_t base;                      ///< First page of the first segment.
  elf_word_t size; ///< Bytes from there to the end of the last segment's last page.
  elf_word_t dynamic;
  elf_word_t dynamic_size;
  elf_word_t read_only_after_load; ///< PT_GNU_RELRO: bytes that only the loader writes.
  elf_word_t read_only_after_load_size;
  // Where the loader put it: what to add to addresses of the file. Of what is relocated elsewhere
  // than the rest, `moved_size` bytes from `moved`, another sum.
  elf_word_t slide;
  elf_word_t moved;
  elf_word_t moved_size;
  elf_word_t moved_slide;
} elf_layout_t;

/// Returns null when `file` is an ELF file that this runtime can call: for the machine
/// and the calling convention that it was compiled for; else the reason, a constant
/// string. Reads the first bytes only.
const char *elf_why_foreign(sinter_const_bytes_t file);

/// Reads the headers of `file`, which is aligned to 8, and checks that everything they name lies
/// inside it. Segments must not share pages of `page_size` bytes.
sinter_status_t elf_read_layout(sinter_const_bytes_t file, size_t page_size, elf_layout_t *layout,
                                sinter_reason_t *reason);

/// Returns the first segment at or behind `segment` that is loaded, or null when there is none.
/// Walk over all: for (s = elf_loaded(l, l->segments); s; s = elf_loaded(l, s + 1)).
const elf_program_header_t *elf_loaded(const elf_layout_t *layout,
                                       const elf_program_header_t *segment);

/// Returns whether addresses [address, address + size) lie inside one loaded
/// segment that has all of `flags`.
bool elf_is_loaded(const elf_layout_t *layout, elf_word_t address, elf_word_t size, uint32_t flags);

/// Returns where the loader put `address`.
static inline elf_word_t elf_place(const elf_layout_t *layout, elf_word_t address) {
  return address +
         (address - layout->moved < layout->moved_size ? layout->moved_slide : layout->slide);
}

#endif // SINTER_LOADER_ELF_LAYOUT_H_
