//===- elf_load.h - Copy code into memory and relocate it ----------*- C -*-===//

#ifndef SINTER_LOADER_ELF_LOAD_H_
#define SINTER_LOADER_ELF_LOAD_H_

#include "elf_layout.h"

/// Copies the segments to `memory`, layout->size bytes filled with zeros, and applies
/// their relocations. Everything but relative relocations is refused, and with
/// it all that would need a symbol or another library.
sinter_status_t elf_load(const elf_layout_t *layout, uint8_t *memory, sinter_reason_t *reason);

#endif // SINTER_LOADER_ELF_LOAD_H_
