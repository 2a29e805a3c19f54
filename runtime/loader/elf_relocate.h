//===- elf_relocate.h - Adjust loaded code to its address ----------*- C -*-===//

#ifndef SINTER_LOADER_ELF_RELOCATE_H_
#define SINTER_LOADER_ELF_RELOCATE_H_

#include "elf_layout.h"

/// Applies the relocations of the segments that were copied to `memory`
/// (layout->size bytes). Everything but relative relocations is refused, and
/// with it all that would need a symbol or another library.
sinter_status_t elf_relocate(const elf_layout_t *layout, uint8_t *memory, sinter_reason_t *reason);

#endif // SINTER_LOADER_ELF_RELOCATE_H_
