//===- flatbuffer.c - Read a verified FlatBuffers buffer --------------------===//

#include "flatbuffer.h"

uint32_t sinter_fb_field(const uint8_t *buffer, uint32_t table, uint32_t field) {
  uint32_t vtable = table - sinter_load32(buffer + table);
  uint32_t slot = 4 + 2 * field;
  if (slot >= sinter_load16(buffer + vtable))
    return 0;
  uint32_t offset = sinter_load16(buffer + vtable + slot);
  return offset ? table + offset : 0;
}

uint32_t sinter_fb_reference(const uint8_t *buffer, uint32_t table, uint32_t field) {
  uint32_t position = sinter_fb_field(buffer, table, field);
  return position ? position + sinter_load32(buffer + position) : 0;
}

uint32_t sinter_fb_length(const uint8_t *buffer, uint32_t vector) {
  return vector ? sinter_load32(buffer + vector) : 0;
}

uint32_t sinter_fb_element_reference(const uint8_t *buffer, uint32_t vector, uint32_t index) {
  uint32_t position = sinter_fb_element(vector, index, 4);
  return position + sinter_load32(buffer + position);
}

uint8_t sinter_fb_u8(const uint8_t *buffer, uint32_t table, uint32_t field, uint8_t otherwise) {
  uint32_t position = sinter_fb_field(buffer, table, field);
  return position ? buffer[position] : otherwise;
}

uint32_t sinter_fb_u32(const uint8_t *buffer, uint32_t table, uint32_t field, uint32_t otherwise) {
  uint32_t position = sinter_fb_field(buffer, table, field);
  return position ? sinter_load32(buffer + position) : otherwise;
}

uint64_t sinter_fb_u64(const uint8_t *buffer, uint32_t table, uint32_t field) {
  uint32_t position = sinter_fb_field(buffer, table, field);
  return position ? sinter_load64(buffer + position) : 0;
}

const char *sinter_fb_string(const uint8_t *buffer, uint32_t table, uint32_t field) {
  uint32_t string = sinter_fb_reference(buffer, table, field);
  return string ? (const char *)buffer + string + 4 : "";
}
