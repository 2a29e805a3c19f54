//===- element_type.c - Names and sizes of element types --------------------===//

#include "sinter/module.h"

static const struct {
  char name[5];
  uint8_t size;
} types[] = {
    {"none", 0},
    [SINTER_F16] = {"f16", 2},
    [SINTER_BF16] = {"bf16", 2},
    [SINTER_F32] = {"f32", 4},
    [SINTER_F64] = {"f64", 8},
    [SINTER_I8] = {"i8", 1},
    [SINTER_I16] = {"i16", 2},
    [SINTER_I32] = {"i32", 4},
    [SINTER_I64] = {"i64", 8},
    [SINTER_U8] = {"u8", 1},
    [SINTER_U16] = {"u16", 2},
    [SINTER_U32] = {"u32", 4},
    [SINTER_U64] = {"u64", 8},
    [SINTER_BOOL] = {"bool", 1},
};

static size_t index_of(sinter_element_type_t type) {
  return (size_t)type < sizeof(types) / sizeof(types[0]) ? (size_t)type : 0;
}

size_t sinter_element_size(sinter_element_type_t type) { return types[index_of(type)].size; }

const char *sinter_element_type_name(sinter_element_type_t type) {
  return types[index_of(type)].name;
}

bool sinter_tensor_size(sinter_element_type_t type, uint32_t rank, const int64_t *dims,
                        uint64_t *size) {
  // A zero anywhere makes the tensor empty, but the other dims must still make sense.
  uint64_t bytes = sinter_element_size(type);
  bool is_empty = false;
  for (uint32_t i = 0; i < rank; ++i) {
    if (dims[i] < 0)
      return false;
    if (dims[i] == 0) {
      is_empty = true;
      continue;
    }
    // Division would pull a library function into 32-bit firmware.
    if (__builtin_mul_overflow(bytes, (uint64_t)dims[i], &bytes) || bytes > INT64_MAX)
      return false;
  }
  *size = is_empty ? 0 : bytes;
  return true;
}
