// Calls each dispatch function of two libraries on equal random buffers and compares what they
// wrote. Usage: compare REFERENCE TESTED < LIST, where a line of LIST is
//   FUNCTION WORKGROUPS TOLERANCE {ROLE:TYPE:COUNT[:LOW:HIGH]}...
// Role `t` marks scratch, whose contents do not count. Buffers end at an unmapped page, so that an
// access beyond them faults; the tested library runs its workgroups last to first.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef void (*workgroup_fn)(const void *arguments, uint32_t workgroup);

typedef struct {
  char role;
  char type[8];
  size_t count;
  double low, high;
  char *expected, *actual;
} buffer;

static double random_unit(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (double)(state >> 11) * 0x1p-53;
}

static size_t size_of(const char *type) {
  int bits = atoi(type + 1);
  return bits < 8 ? 1 : (size_t)bits / 8;
}

static char *allocate(size_t bytes) {
  size_t page = 4096, room = (bytes + page - 1) / page * page;
  char *start =
      mmap(NULL, room + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    exit(2);
  mprotect(start, page, PROT_NONE);
  mprotect(start + page + room, page, PROT_NONE);
  return start + page + room - bytes;
}

static double get(const buffer *b, const char *data, size_t i) {
  if (b->type[0] == 'f')
    return size_of(b->type) == 8 ? ((const double *)data)[i] : ((const float *)data)[i];
  switch (size_of(b->type)) {
  case 8:
    return (double)((const int64_t *)data)[i];
  case 4:
    return ((const int32_t *)data)[i];
  default:
    return ((const int8_t *)data)[i];
  }
}

static void put(const buffer *b, char *data, size_t i, double value) {
  size_t size = size_of(b->type);
  if (b->type[0] == 'f') {
    if (size == 8)
      ((double *)data)[i] = value;
    else
      ((float *)data)[i] = (float)value;
  } else if (size == 8) {
    ((int64_t *)data)[i] = (int64_t)floor(value);
  } else if (size == 4) {
    ((int32_t *)data)[i] = (int32_t)floor(value);
  } else {
    ((int8_t *)data)[i] = (int8_t)floor(value);
  }
}

static buffer parse_buffer(const char *text) {
  buffer b = {0};
  int fields = sscanf(text, "%c:%7[^:]:%zu:%lf:%lf", &b.role, b.type, &b.count, &b.low, &b.high);
  if (fields < 5) {
    b.low = b.type[0] == 'f' ? -1 : strcmp(b.type, "i1") ? -8 : 0;
    b.high = b.type[0] == 'f' ? 1 : strcmp(b.type, "i1") ? 8 : 2;
  }
  size_t bytes = b.count * size_of(b.type);
  b.expected = allocate(bytes);
  b.actual = allocate(bytes);
  for (size_t i = 0; i < b.count; ++i)
    put(&b, b.expected, i, b.low + (b.high - b.low) * random_unit());
  memcpy(b.actual, b.expected, bytes);
  return b;
}

static int compare(const char *function, int index, const buffer *b, double tolerance) {
  for (size_t i = 0; i < b->count; ++i) {
    double expected = get(b, b->expected, i), actual = get(b, b->actual, i);
    if (expected == actual || (isnan(expected) && isnan(actual)) ||
        fabs(expected - actual) <= tolerance * (1 + fabs(expected)))
      continue;
    printf("%s: buffer %d, element %zu: expected %.9g, got %.9g\n", function, index, i, expected,
           actual);
    return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  void *reference = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
  void *tested = argc == 3 ? dlopen(argv[2], RTLD_NOW | RTLD_LOCAL) : NULL;
  if (!reference || !tested) {
    fprintf(stderr, "cannot load: %s\n", dlerror());
    return 2;
  }
  static char line[4096];
  int failures = 0, functions = 0;
  while (fgets(line, sizeof line, stdin)) {
    char *name = strtok(line, " \n");
    unsigned workgroups = (unsigned)atoi(strtok(NULL, " \n"));
    double tolerance = atof(strtok(NULL, " \n"));
    buffer buffers[16];
    const void *expected[16], *actual[16];
    int count = 0;
    for (char *text; count < 16 && (text = strtok(NULL, " \n")); ++count) {
      buffers[count] = parse_buffer(text);
      expected[count] = buffers[count].expected;
      actual[count] = buffers[count].actual;
    }
    printf("%s\n", name); // last line before a fault
    fflush(stdout);
    ((workgroup_fn)dlsym(reference, name))(expected, 0);
    workgroup_fn test = (workgroup_fn)dlsym(tested, name);
    for (unsigned i = workgroups; i-- > 0;)
      test(actual, i);
    for (int i = 0; i < count; ++i)
      if (buffers[i].role != 't')
        failures += compare(name, i, &buffers[i], tolerance);
    ++functions;
  }
  printf("%d functions, %d failures\n", functions, failures);
  return failures != 0;
}
