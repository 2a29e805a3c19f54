//===- image_check.h - Hold loaded code against its module ---------*- C -*-===//

#ifndef SINTER_LOADER_IMAGE_CHECK_H_
#define SINTER_LOADER_IMAGE_CHECK_H_

#include "elf_layout.h"

/// Checks what the query function returned: that all of it lies inside the
/// image and agrees with the module's description.
sinter_status_t sinter_image_check(const sinter_module_t *module, const elf_layout_t *layout,
                                   const sinter_image_t *image, sinter_reason_t *reason);

#endif // SINTER_LOADER_IMAGE_CHECK_H_
