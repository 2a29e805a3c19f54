//===- run_linked.c - Run a module with code that is linked in -------------===//
//
//   run_linked MODULE THREADS RUNS
//
// The module says what there is and holds the constants; its code is the one that
// this program is linked with: the same compiled differently, as with a
// sanitizer. Prints a checksum of the outputs of the last run.
//
//===----------------------------------------------------------------------===//

#include "sinter/call.h"
#include "sinter/local_task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TENSORS 16

const sinter_executable_t *sinter_executable_query(uint32_t version);

static int fail(const char *what) {
  fprintf(stderr, "run_linked: %s failed\n", what);
  return 1;
}

static void *allocate(size_t size) {
  void *data = aligned_alloc(64, (size + 63) / 64 * 64 + 64);
  memset(data, 0, size);
  return data;
}

static sinter_const_bytes_t read_file(const char *path) {
  sinter_const_bytes_t bytes = {NULL, 0};
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0)
    return bytes;
  size_t size = (size_t)ftell(file);
  rewind(file);
  void *data = allocate(size);
  if (fread(data, 1, size, file) == size)
    bytes = (sinter_const_bytes_t){data, size};
  fclose(file);
  return bytes;
}

/// Appends the tensor's dims to `dims`. Returns its size in bytes.
static size_t describe(const sinter_tensor_info_t *info, int64_t **dims) {
  size_t size = sinter_element_size(info->element_type);
  for (uint32_t d = 0; d < info->rank; ++d) {
    *(*dims)++ = info->dims[d];
    size *= (size_t)info->dims[d];
  }
  return size;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return fail("reading the command line");
  sinter_module_t module;
  if (sinter_module_open(read_file(argv[1]), &module, NULL) != SINTER_OK)
    return fail("opening the module");
  sinter_task_pool_t *pool;
  if (sinter_task_pool_create((uint32_t)atoi(argv[2]), &pool) != SINTER_OK)
    return fail("starting threads");
  sinter_device_t device = sinter_task_pool_device(pool);
  sinter_image_t image = {.executable = sinter_executable_query(SINTER_EXECUTABLE_VERSION)};
  sinter_bytes_t state = {allocate(module.state_size), module.state_size};
  sinter_instance_t instance;
  if (sinter_instance_init(&module, &image, &device, state, &instance, NULL) != SINTER_OK)
    return fail("making an instance");

  const void *inputs[MAX_TENSORS];
  void *outputs[MAX_TENSORS];
  size_t input_sizes[MAX_TENSORS], output_sizes[MAX_TENSORS];
  int64_t dims[MAX_TENSORS * SINTER_MAX_RANK], output_dims[MAX_TENSORS * SINTER_MAX_RANK];
  int64_t *next = dims;
  sinter_tensor_info_t info;
  for (uint32_t i = 0; sinter_module_input(&module, 0, i, &info) == SINTER_OK; ++i) {
    input_sizes[i] = describe(&info, &next);
    float *data = allocate(input_sizes[i]);
    for (size_t k = 0; k < input_sizes[i] / sizeof(float); ++k)
      data[k] = (float)(k % 7) / 7;
    inputs[i] = data;
  }
  next = output_dims;
  uint32_t output_count = 0;
  for (; sinter_module_output(&module, 0, output_count, &info) == SINTER_OK; ++output_count) {
    output_sizes[output_count] = describe(&info, &next);
    outputs[output_count] = allocate(output_sizes[output_count]);
  }
  sinter_call_t call;
  if (sinter_call_plan(&instance, 0, dims, output_dims, &call, NULL) != SINTER_OK)
    return fail("planning the call");
  sinter_arguments_t arguments = {
      .inputs = inputs,
      .input_sizes = input_sizes,
      .outputs = outputs,
      .output_sizes = output_sizes,
      .workspace = {allocate(call.workspace_size), call.workspace_size},
  };
  for (int run = 0; run < atoi(argv[3]); ++run)
    if (sinter_call_run(&call, &arguments, NULL) != SINTER_OK)
      return fail("running");
  uint32_t sum = 0;
  for (uint32_t i = 0; i < output_count; ++i)
    for (size_t k = 0; k < output_sizes[i]; ++k)
      sum = sum * 31 + ((const uint8_t *)outputs[i])[k];
  printf("%08x\n", sum);
  sinter_task_pool_destroy(pool);
  return 0;
}
