//===- module_check.h - What a sound module promises ---------------*- C -*-===//

#ifndef SINTER_SRC_MODULE_CHECK_H_
#define SINTER_SRC_MODULE_CHECK_H_

#include "sinter/module.h"

/// Checks the meaning of a module whose root is a sound FlatBuffers buffer:
/// names, types, dims and segments. `content` is where segments may begin.
sinter_status_t sinter_module_check(const sinter_module_t *module, uint64_t content,
                                    sinter_reason_t *reason);

/// Returns what is wrong with the tensor at `tensor`, or null.
const char *sinter_check_tensor(const uint8_t *root, uint32_t tensor);

/// Returns true if the string at `string` has at least `min_length` bytes and is fit for
/// messages: control characters would garble a terminal.
bool sinter_is_name(const uint8_t *root, uint32_t string, uint32_t min_length);

#endif // SINTER_SRC_MODULE_CHECK_H_
