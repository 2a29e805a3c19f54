//===- count.c - Count instructions and memory traffic under QEMU ------------===//
//
//   -plugin
//   libsinter-count.so,out=FILE[,begin=ADDRESS,end=ADDRESS][,memory=off][,region=NAME:FROM:TO]...
//
// Counts what is executed from the instruction at `begin` to that at `end`; when they are passed
// more than once, the last time counts. Without them the whole run counts. The file says, in lines:
//
//   target NAME
//   window INSTRUCTIONS           one for each time, in order
//   region NAME READ WRITTEN FROM TO   bytes; lowest address touched and the one behind the highest
//   at ADDRESS COUNT READ WRITTEN      sorted by address; bytes
//
// Instructions under a condition that does not hold count as well; cycles are not modelled.
//
//===----------------------------------------------------------------------===//

#include "plugin_api.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = PLUGIN_VERSION;
EXPORT int qemu_plugin_install(qemu_plugin_id_t, const qemu_info_t *, int, char **);

typedef struct place {
  uint64_t address, count, read, written;
  struct place *next; // in its bucket
} place_t;

typedef struct region {
  char name[32];
  uint64_t from, to, read, written, lowest, behind_highest;
} region_t;

enum { BUCKETS = 1 << 16, MAX_REGIONS = 16 };
static place_t *buckets[BUCKETS];
static size_t place_count;
static region_t regions[MAX_REGIONS];
static unsigned region_count;
static uint64_t begin, end;
static bool has_window, is_counting, counts_memory = true;
static FILE *out;

/// What the last window found, kept because counting goes on in line.
static place_t *kept;
static size_t kept_count;
static region_t kept_regions[MAX_REGIONS];

static place_t *find_place(uint64_t address) {
  place_t **bucket = &buckets[(address >> 1) % BUCKETS];
  for (place_t *place = *bucket; place; place = place->next)
    if (place->address == address)
      return place;
  place_t *place = calloc(1, sizeof(*place));
  if (!place)
    abort();
  *place = (place_t){.address = address, .next = *bucket};
  ++place_count;
  return *bucket = place;
}

static void clear(void) {
  for (unsigned i = 0; i < BUCKETS; ++i)
    for (place_t *place = buckets[i]; place; place = place->next)
      place->count = place->read = place->written = 0;
  for (unsigned i = 0; i < region_count; ++i) {
    regions[i].read = regions[i].written = regions[i].behind_highest = 0;
    regions[i].lowest = UINT64_MAX;
  }
}

static int by_address(const void *a, const void *b) {
  uint64_t x = ((const place_t *)a)->address, y = ((const place_t *)b)->address;
  return (x > y) - (x < y);
}

static void keep(void) {
  free(kept);
  kept = calloc(place_count + 1, sizeof(*kept));
  if (!kept)
    abort();
  kept_count = 0;
  uint64_t instructions = 0;
  for (unsigned i = 0; i < BUCKETS; ++i)
    for (place_t *place = buckets[i]; place; place = place->next)
      if (place->count > 0) {
        kept[kept_count++] = *place;
        instructions += place->count;
      }
  qsort(kept, kept_count, sizeof(*kept), by_address);
  memcpy(kept_regions, regions, sizeof(regions));
  fprintf(out, "window %" PRIu64 "\n", instructions);
}

static void on_begin(unsigned cpu, void *data) {
  (void)cpu, (void)data;
  clear();
  is_counting = true;
}

static void on_end(unsigned cpu, void *data) {
  (void)cpu, (void)data;
  if (is_counting)
    keep();
  is_counting = false;
}

static void on_memory(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data) {
  (void)cpu;
  if (!is_counting)
    return;
  place_t *place = data;
  uint64_t size = UINT64_C(1) << qemu_plugin_mem_size_shift(info);
  bool is_store = qemu_plugin_mem_is_store(info);
  *(is_store ? &place->written : &place->read) += size;
  for (region_t *region = regions; region < regions + region_count; ++region) {
    if (address < region->from || address >= region->to)
      continue;
    *(is_store ? &region->written : &region->read) += size;
    if (address < region->lowest)
      region->lowest = address;
    if (address + size > region->behind_highest)
      region->behind_highest = address + size;
  }
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); ++i) {
    struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
    place_t *place = find_place(qemu_plugin_insn_vaddr(instruction));
    if (has_window && (place->address == begin || place->address == end))
      qemu_plugin_register_vcpu_insn_exec_cb(instruction,
                                             place->address == begin ? on_begin : on_end,
                                             CALLBACK_WITHOUT_REGISTERS, NULL);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, ADD_U64, &place->count, 1);
    if (counts_memory)
      qemu_plugin_register_vcpu_mem_cb(instruction, on_memory, CALLBACK_WITHOUT_REGISTERS,
                                       READS_AND_WRITES, place);
  }
}

static void on_end_of_run(qemu_plugin_id_t id, void *data) {
  (void)id, (void)data;
  if (!has_window)
    keep();
  for (region_t *r = kept_regions; r < kept_regions + region_count; ++r)
    fprintf(out, "region %s %" PRIu64 " %" PRIu64 " 0x%" PRIx64 " 0x%" PRIx64 "\n", r->name,
            r->read, r->written, r->read + r->written ? r->lowest : r->to,
            r->read + r->written ? r->behind_highest : r->to);
  for (const place_t *p = kept; p < kept + kept_count; ++p)
    fprintf(out, "at 0x%" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", p->address, p->count,
            p->read, p->written);
  fclose(out);
}

/// Reads NAME:FROM:TO. Returns false when it is something else.
static bool add_region(const char *text) {
  if (region_count == MAX_REGIONS)
    return false;
  region_t *region = &regions[region_count++];
  *region = (region_t){.lowest = UINT64_MAX};
  return sscanf(text, "%31[^:]:%" SCNi64 ":%" SCNi64, region->name, (int64_t *)&region->from,
                (int64_t *)&region->to) == 3;
}

static bool add_option(const char *option) {
  if (!strncmp(option, "out=", 4))
    return out == NULL && (out = fopen(option + 4, "w")) != NULL;
  if (!strncmp(option, "begin=", 6)) {
    begin = strtoull(option + 6, NULL, 0) & ~UINT64_C(1); // Thumb's bit is no part of the address
    return has_window = true;
  }
  if (!strncmp(option, "end=", 4)) {
    end = strtoull(option + 4, NULL, 0) & ~UINT64_C(1);
    return true;
  }
  if (!strncmp(option, "region=", 7))
    return add_region(option + 7);
  if (!strcmp(option, "memory=off"))
    return !(counts_memory = false);
  return false;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int count, char **options) {
  for (int i = 0; i < count; ++i)
    if (!add_option(options[i])) {
      fprintf(stderr, "sinter-count: error: cannot use '%s'\n", options[i]);
      return -1;
    }
  if (!out) {
    fprintf(stderr, "sinter-count: error: out=FILE is missing\n");
    return -1;
  }
  fprintf(out, "target %s\n", info->target_name);
  is_counting = !has_window;
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
  qemu_plugin_register_atexit_cb(id, on_end_of_run, NULL);
  return 0;
}
