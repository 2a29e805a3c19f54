//===- module_tables.h - Find the parts of an opened module --------*- C -*-===//

#ifndef SINTER_SRC_MODULE_TABLES_H_
#define SINTER_SRC_MODULE_TABLES_H_

#include "schema.h"
#include "sinter/module.h"

/// Sets `*table` to element `index` of a vector of references in table `parent`.
/// Returns false when the vector is shorter.
bool sinter_find_table(const sinter_module_t *module, uint32_t parent, uint32_t field,
                       uint32_t index, uint32_t *table);

/// Sets `*tensor` to an input or output; `field` says which.
bool sinter_find_tensor(const sinter_module_t *module, uint32_t function, uint32_t field,
                        uint32_t index, uint32_t *tensor);

/// Describes the tensor at `tensor`, whose rank has been checked.
void sinter_read_tensor(const sinter_module_t *module, uint32_t tensor, sinter_tensor_info_t *info);

#endif // SINTER_SRC_MODULE_TABLES_H_
