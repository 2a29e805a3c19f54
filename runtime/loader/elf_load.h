//===- elf_load.h - Copy code into memory and relocate it ----------*- C -*-===//
//
// Everything but relative relocations is refused, and with it all that would
// need a symbol or another library.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_LOADER_ELF_LOAD_H_
#define SINTER_LOADER_ELF_LOAD_H_

#include "elf_layout.h"

/// Copies the segments to `memory`, layout->size bytes filled with zeros, applies
/// their relocations and sets where they lie.
sinter_status_t elf_load(elf_layout_t *layout, uint8_t *memory, sinter_reason_t *reason);

/// Applies the relocations of segments that lie where `layout` says; adds their number to `*count`.
sinter_status_t elf_relocate(const elf_layout_t *layout, elf_word_t *count,
                             sinter_reason_t *reason);

#endif // SINTER_LOADER_ELF_LOAD_H_
