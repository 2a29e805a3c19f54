//===- flatbuffer_verify.c - Check a FlatBuffers buffer ---------------------===//
//
// All positions and lengths are 32 bits wide and sums are taken in 64, so no
// sum can wrap. Offsets only point forwards, hence there are no cycles; a
// buffer may still refer to one table many times, level upon level, and grow
// exponentially as a tree. Honest writers store each table once, which takes at
// least eight bytes per table: the budget that visits are counted against.
//
//===----------------------------------------------------------------------===//

#include "flatbuffer.h"

typedef struct verifier {
  const uint8_t *buffer;
  uint32_t size;
  uint32_t tables_left;
  const sinter_fb_table_t *tables;
} verifier_t;

static bool inside(const verifier_t *v, uint64_t position, uint64_t size) {
  return position + size <= v->size;
}

/// Follows the offset stored at `position`.
static bool follow(const verifier_t *v, uint32_t position, uint32_t *target) {
  uint64_t to = (uint64_t)position + sinter_load32(v->buffer + position);
  // The target begins with four bytes: a length or a table's offset.
  if (to == position || to % 4 != 0 || !inside(v, to, 4))
    return false;
  *target = (uint32_t)to;
  return true;
}

/// Checks a vector whose elements take `size` bytes.
static bool verify_vector(const verifier_t *v, uint32_t vector, uint32_t size, uint32_t alignment) {
  uint64_t length = sinter_load32(v->buffer + vector);
  if (length > 0 && ((vector + 4) & (alignment - 1)) != 0)
    return false;
  return inside(v, vector + UINT64_C(4), length * size);
}

static bool verify_string(const verifier_t *v, uint32_t string) {
  uint64_t length = sinter_load32(v->buffer + string);
  uint64_t end = string + UINT64_C(4) + length;
  return inside(v, end, 1) && v->buffer[end] == 0;
}

static bool verify_table(verifier_t *v, uint32_t table, uint32_t kind);

/// Checks what the reference stored at `position` refers to.
static bool verify_reference(verifier_t *v, uint32_t position, const sinter_fb_field_t *field) {
  uint32_t target;
  if (!follow(v, position, &target))
    return false;
  switch (field->kind) {
  case FB_STRING:
    return verify_string(v, target);
  case FB_TABLE:
    return verify_table(v, target, field->table);
  case FB_VECTOR:
    return verify_vector(v, target, field->size, field->alignment);
  default:
    break;
  }
  // A vector of references.
  if (!verify_vector(v, target, 4, 4))
    return false;
  sinter_fb_field_t element = *field;
  element.kind = field->kind == FB_VECTOR_OF_STRING ? FB_STRING : FB_TABLE;
  uint32_t length = sinter_load32(v->buffer + target);
  for (uint32_t i = 0; i < length; ++i)
    if (!verify_reference(v, sinter_fb_element(target, i, 4), &element))
      return false;
  return true;
}

static bool verify_table(verifier_t *v, uint32_t table, uint32_t kind) {
  if (v->tables_left-- == 0)
    return false;
  // A table begins with the signed distance back to its vtable.
  int64_t vtable = (int64_t)table - (int32_t)sinter_load32(v->buffer + table);
  if (vtable < 0 || vtable % 2 != 0 || !inside(v, (uint64_t)vtable, 4))
    return false;
  uint32_t vtable_size = sinter_load16(v->buffer + vtable);
  uint32_t table_size = sinter_load16(v->buffer + vtable + 2);
  if (vtable_size < 4 || vtable_size % 2 != 0 || !inside(v, (uint64_t)vtable, vtable_size) ||
      table_size < 4 || !inside(v, table, table_size))
    return false;

  const sinter_fb_table_t *layout = &v->tables[kind];
  for (uint32_t i = 0; i < layout->field_count && 4 + 2 * i < vtable_size; ++i) {
    const sinter_fb_field_t *field = &layout->fields[i];
    uint32_t offset = sinter_load16(v->buffer + vtable + 4 + 2 * i);
    if (offset == 0)
      continue; // absent: the default value
    bool is_inline = field->kind == FB_INLINE;
    uint32_t size = is_inline ? field->size : 4;
    uint32_t alignment = is_inline ? field->alignment : 4;
    if (offset < 4 || offset + size > table_size || ((table + offset) & (alignment - 1)) != 0)
      return false;
    if (!is_inline && !verify_reference(v, table + offset, field))
      return false;
  }
  return true;
}

bool sinter_fb_verify(const uint8_t *buffer, uint32_t size, uint32_t position,
                      const sinter_fb_table_t *tables, uint32_t table) {
  verifier_t v = {buffer, size, size / 8, tables};
  uint32_t root;
  return inside(&v, position, 4) && follow(&v, position, &root) && verify_table(&v, root, table);
}
