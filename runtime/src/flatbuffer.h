//===- flatbuffer.h - Read FlatBuffers in place --------------------*- C -*-===//
//
// Two halves. sinter_fb_verify() walks a buffer once, held by a description of
// its tables, and checks that every offset, length and alignment stays inside.
// After that the accessors read without further checks. Positions are byte
// offsets from the beginning of the buffer, 0 standing for "absent": no table,
// string or vector begins there.
//
// What the verifier accepts, the official C++ verifier accepts too.
//
//===----------------------------------------------------------------------===//

#ifndef SINTER_SRC_FLATBUFFER_H_
#define SINTER_SRC_FLATBUFFER_H_

#include "support.h"

/// What a field holds.
typedef enum sinter_fb_kind {
  FB_INLINE,           ///< A scalar or struct of `size` bytes.
  FB_STRING,           ///<
  FB_TABLE,            ///< Described by `table`.
  FB_VECTOR,           ///< Of scalars or structs of `size` bytes each.
  FB_VECTOR_OF_STRING, ///<
  FB_VECTOR_OF_TABLE,  ///< Each described by `table`.
} sinter_fb_kind_t;

typedef struct sinter_fb_field {
  uint8_t kind;
  uint8_t size;
  uint8_t alignment; ///< Of the scalar or struct.
  uint8_t table;     ///< Index into the tables of the schema.
} sinter_fb_field_t;

typedef struct sinter_fb_table {
  const sinter_fb_field_t *fields;
  uint32_t field_count;
} sinter_fb_table_t;

/// Checks the table at `position` and everything below it. `tables` must not be
/// recursive. Buffers that share tables to look larger than they are fail.
bool sinter_fb_verify(const uint8_t *buffer, uint32_t size, uint32_t position,
                      const sinter_fb_table_t *tables, uint32_t table);

/// Returns the position of a field's bytes, or 0 when it is absent.
uint32_t sinter_fb_field(const uint8_t *buffer, uint32_t table, uint32_t field);

/// Returns the position of the table, string or vector a field refers to, or 0.
uint32_t sinter_fb_reference(const uint8_t *buffer, uint32_t table, uint32_t field);

/// Returns the length of a vector or string; 0 when it is absent.
uint32_t sinter_fb_length(const uint8_t *buffer, uint32_t vector);

/// Returns the position of a vector's element.
static inline uint32_t sinter_fb_element(uint32_t vector, uint32_t index, uint32_t size) {
  return vector + 4 + index * size;
}

/// Returns the position of the table or string that an element refers to.
uint32_t sinter_fb_element_reference(const uint8_t *buffer, uint32_t vector, uint32_t index);

/// Return a field, or `otherwise` when it is absent.
uint8_t sinter_fb_u8(const uint8_t *buffer, uint32_t table, uint32_t field, uint8_t otherwise);
uint32_t sinter_fb_u32(const uint8_t *buffer, uint32_t table, uint32_t field, uint32_t otherwise);
uint64_t sinter_fb_u64(const uint8_t *buffer, uint32_t table, uint32_t field);

/// Returns a string field, or "" when it is absent.
const char *sinter_fb_string(const uint8_t *buffer, uint32_t table, uint32_t field);

#endif // SINTER_SRC_FLATBUFFER_H_
