//===- image_load.h - What copying and loading in place share ------*- C -*-===//

#ifndef SINTER_LOADER_IMAGE_LOAD_H_
#define SINTER_LOADER_IMAGE_LOAD_H_

#include "elf_layout.h"

/// Finds an executable's code and reads its headers. Does not check its checksum.
sinter_status_t image_open(const sinter_module_t *module, uint32_t executable, size_t page_size,
                           sinter_executable_info_t *info, elf_layout_t *layout,
                           sinter_reason_t *reason);

/// Makes the segments of code executable, by memory->protect.
bool image_publish(const elf_layout_t *layout, const sinter_image_memory_t *memory);

/// Asks code that lies where `layout` says what it holds; holds the answer against the module.
sinter_status_t image_start(const sinter_module_t *module, const elf_layout_t *layout,
                            sinter_image_t *image, sinter_reason_t *reason);

#endif // SINTER_LOADER_IMAGE_LOAD_H_
