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
  elf_header_t header;
  elf_word_t base; ///< First page of the first segment.
  elf_word_t size; ///< Bytes from there to the end of the last segment's last page.
  elf_word_t dynamic;
  elf_word_t dynamic_size;
  elf_word_t read_only_after_load; ///< PT_GNU_RELRO: bytes that only the loader writes.
  elf_word_t read_only_after_load_size;
} elf_layout_t;

/// Returns whether `file` is an ELF file for the machine that this runtime was
/// compiled for. Reads the first bytes only.
bool elf_is_native(sinter_const_bytes_t file);

/// Reads the headers of `file` and checks that everything they name lies inside
/// it. Segments must not share pages of `page_size` bytes.
sinter_status_t elf_read_layout(sinter_const_bytes_t file, size_t page_size, elf_layout_t *layout,
                                sinter_reason_t *reason);

/// Returns program header `index`; index < layout->header.program_header_count.
elf_program_header_t elf_program_header(const elf_layout_t *layout, uint32_t index);

/// Returns whether addresses [address, address + size) lie inside one loaded
/// segment that has all of `flags`.
bool elf_is_loaded(const elf_layout_t *layout, elf_word_t address, elf_word_t size, uint32_t flags);

#endif // SINTER_LOADER_ELF_LAYOUT_H_
