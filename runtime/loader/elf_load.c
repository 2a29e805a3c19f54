//===- elf_load.c - Copy code into memory and relocate it -------------------===//

#include "elf_load.h"
#include "src/support.h"

static void copy_segments(const elf_layout_t *layout, uint8_t *memory) {
  const elf_program_header_t *segment = elf_loaded(layout, layout->segments);
  for (; segment; segment = elf_loaded(layout, segment + 1))
    memcpy(memory + (segment->address - layout->base),
           (const uint8_t *)layout->file.data + segment->offset, segment->file_size);
}

/// The relocation tables that a dynamic section names, by address and size.
typedef struct tables {
  elf_word_t rela, rela_size;
  elf_word_t rel, rel_size;
} tables_t;

static const char *read_dynamic(const elf_layout_t *layout, tables_t *tables) {
  const uint8_t *dynamic = (const uint8_t *)elf_place(layout, layout->dynamic);
  elf_dynamic_t entry;
  for (elf_word_t i = 0; i < layout->dynamic_size / sizeof(entry); ++i) {
    memcpy(&entry, dynamic + i * sizeof(entry), sizeof(entry));
    switch (entry.tag) {
    case DT_NULL:
      return NULL;
    case DT_RELA:
      tables->rela = entry.value;
      break;
    case DT_RELASZ:
      tables->rela_size = entry.value;
      break;
    case DT_REL:
      tables->rel = entry.value;
      break;
    case DT_RELSZ:
      tables->rel_size = entry.value;
      break;
    case DT_NEEDED:
      return "the code needs another library";
    case DT_TEXTREL:
    case DT_INIT:
    case DT_FINI:
      return "the code needs a loader with symbols";
    case DT_PLTRELSZ:
    case DT_RELRSZ:
    case DT_INIT_ARRAYSZ:
    case DT_FINI_ARRAYSZ:
    case DT_PREINIT_ARRAYSZ:
      if (entry.value != 0)
        return "the code needs a loader with symbols";
      break;
    default:
      break; // symbols, names, flags: of no use here
    }
  }
  return NULL;
}

/// Applies a table of `size` bytes whose entries take `entry_size`.
static const char *apply(const elf_layout_t *layout, elf_word_t table, elf_word_t size,
                         size_t entry_size) {
  if (size == 0)
    return NULL;
  if (!elf_is_loaded(layout, table, size, 0))
    return "the code's relocations lie outside its segments";
  const uint8_t *entries = (const uint8_t *)elf_place(layout, table);
  for (elf_word_t i = 0; i < size / entry_size; ++i) {
    elf_relocation_t relocation;
    memcpy(&relocation, entries + i * entry_size, entry_size);
    if (ELF_RELOCATION_TYPE(relocation.info) != ELF_RELATIVE)
      return "the code has a relocation that is not relative";
    if (!elf_is_loaded(layout, relocation.address, sizeof(elf_word_t), PF_W))
      return "a relocation lies outside the segments that may be relocated";
    uint8_t *place = (uint8_t *)elf_place(layout, relocation.address);
    if (entry_size == ELF_REL_SIZE)
      memcpy(&relocation.addend, place, sizeof(elf_word_t));
    elf_word_t value = elf_place(layout, relocation.addend);
    memcpy(place, &value, sizeof(value));
  }
  return NULL;
}

sinter_status_t elf_load(elf_layout_t *layout, uint8_t *memory, sinter_reason_t *reason) {
  elf_word_t count = 0;
  layout->slide = (elf_word_t)memory - layout->base;
  copy_segments(layout, memory);
  return elf_relocate(layout, &count, reason);
}

sinter_status_t elf_relocate(const elf_layout_t *layout, elf_word_t *count,
                             sinter_reason_t *reason) {
  tables_t tables = {0, 0, 0, 0};
  const char *why = layout->dynamic_size ? read_dynamic(layout, &tables) : NULL;
  if (!why)
    why = apply(layout, tables.rela, tables.rela_size, ELF_RELA_SIZE);
  if (!why)
    why = apply(layout, tables.rel, tables.rel_size, ELF_REL_SIZE);
  *count += tables.rela_size / ELF_RELA_SIZE + tables.rel_size / ELF_REL_SIZE;
  return why ? sinter_fail(SINTER_INVALID_MODULE, why, reason) : SINTER_OK;
}
