//===- run_module.c - Load a module and run its first function --------------===//
//
// The module lies in flash, or comes over the UART: its size as four bytes, the
// lowest first, then its bytes. Then come the inputs' bytes, one input after
// another; a line for each output with its bytes in hexadecimal goes back.
//
//===----------------------------------------------------------------------===//

#include "board.h"
#include "sinter/call.h"

enum { MAX_TENSORS = 16, MAX_DIMS = 64 };

/// Ends the program when a step failed.
static void check(sinter_status_t status, sinter_reason_t reason) {
  if (status == SINTER_OK)
    return;
  print("error: ");
  print(reason ? reason : sinter_status_string(status));
  print("\n");
  board_exit(1);
}

static void *take(uint64_t size, size_t alignment, const char *what) {
  void *memory = size < SIZE_MAX ? take_memory((size_t)size, alignment) : NULL;
  if (memory)
    return memory;
  print("error: no memory for the ");
  print(what);
  print(", which takes ");
  print_number(size);
  print(" bytes\n");
  board_exit(1);
}

static sinter_const_bytes_t get_module(void) {
#ifdef MODULE_IN_FLASH
  extern const uint8_t module_begin[], module_end[];
  return (sinter_const_bytes_t){module_begin, (size_t)(module_end - module_begin)};
#else
  uint8_t size[4];
  read_bytes(size, sizeof(size));
  sinter_const_bytes_t module = {NULL, size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 |
                                           (size_t)size[3] << 24};
  module.data = take(module.size, 64, "module");
  read_bytes((uint8_t *)module.data, module.size);
  return module;
#endif
}

/// Says what this core lacks for the executable that comes closest, if that is why none fits.
static void say_missing(const sinter_module_t *module) {
  uint32_t closest;
  if (sinter_closest_executable(module, &sinter_host_cpu, &closest) != SINTER_OK)
    return;
  const char *name;
  print("note: missing:");
  for (uint32_t i = 0; (name = sinter_missing_feature(module, closest, &sinter_host_cpu, i)); ++i) {
    print(" ");
    print(name);
  }
  print("\n");
}

/// Loads the executable for this core; its code stays where it is if it can.
static void load(const sinter_module_t *module, sinter_image_t *image) {
  static sinter_bytes_t code;
  sinter_reason_t reason = NULL;
  uint32_t executable;
  sinter_status_t status = sinter_select_executable(module, &sinter_host_cpu, &executable, &reason);
  if (status != SINTER_OK)
    say_missing(module);
  check(status, reason);
  size_t alignment = sinter_caller_memory(&code).page_size, place = alignment > 64 ? alignment : 64;
  if (sinter_image_size_in_place(module, executable, &code.size, NULL) != SINTER_OK)
    check(sinter_image_size(module, executable, alignment, &code.size, &reason), reason);
  code.data = take(code.size, place, "code");
  sinter_image_memory_t memory = sinter_caller_memory(&code);
  check(sinter_image_load_in_place(module, executable, &memory, image, &reason), reason);
}

/// Sets the sizes of buffers and takes memory for them. Returns what is behind their dims.
static const int64_t *take_buffers(const sinter_module_t *module, bool is_output, uint32_t count,
                                   const int64_t *dims, void **buffers, size_t *sizes) {
  for (uint32_t i = 0; i < count; ++i) {
    sinter_tensor_info_t info;
    uint64_t size;
    (is_output ? sinter_module_output : sinter_module_input)(module, 0, i, &info);
    sinter_tensor_size(info.element_type, info.rank, dims, &size);
    sizes[i] = (size_t)size;
    buffers[i] = take(size, 16, is_output ? "outputs" : "inputs");
    dims += info.rank;
  }
  return dims;
}

/// Where a call begins and ends, for what counts instructions.
__attribute__((noinline)) void call_begin(void) { __asm__ volatile("" : : : "memory"); }
__attribute__((noinline)) void call_end(void) { __asm__ volatile("nop" : : : "memory"); }

int main(void) {
  static sinter_module_t module;
  static sinter_image_t image;
  static sinter_instance_t instance;
  static sinter_call_t call;
  static int64_t input_dims[MAX_DIMS], output_dims[MAX_DIMS];
  static void *inputs[MAX_TENSORS], *outputs[MAX_TENSORS];
  static size_t input_sizes[MAX_TENSORS], output_sizes[MAX_TENSORS];

  sinter_reason_t reason = NULL;
  sinter_function_info_t function;
  check(sinter_module_open(get_module(), &module, &reason), reason);
  load(&module, &image);
  sinter_bytes_t state = {take(module.state_size, 64, "state"), (size_t)module.state_size};
  check(sinter_instance_init(&module, &image, &sinter_local_sync, state, &instance, &reason),
        reason);

  sinter_module_function(&module, 0, &function);
  if (function.input_count > MAX_TENSORS || function.output_count > MAX_TENSORS ||
      function.input_rank_sum > MAX_DIMS || function.output_rank_sum > MAX_DIMS)
    check(SINTER_OUT_OF_MEMORY, "the model has more inputs, outputs or dims than this firmware");
  int64_t *dim = input_dims;
  for (uint32_t i = 0; i < function.input_count; ++i) {
    sinter_tensor_info_t info;
    sinter_module_input(&module, 0, i, &info);
    for (uint32_t d = 0; d < info.rank; ++d)
      *dim++ = info.dims[d];
  }
  check(sinter_call_plan(&instance, 0, input_dims, output_dims, &call, &reason), reason);
  take_buffers(&module, false, function.input_count, input_dims, inputs, input_sizes);
  take_buffers(&module, true, function.output_count, output_dims, outputs, output_sizes);
  sinter_bytes_t workspace = {take(call.workspace_size, 64, "workspace"),
                              (size_t)call.workspace_size};

  for (uint32_t i = 0; i < function.input_count; ++i)
    read_bytes(inputs[i], input_sizes[i]);
  sinter_arguments_t arguments = {
      (const void *const *)inputs, input_sizes, outputs, output_sizes, workspace, NULL, NULL, NULL};
  call_begin();
  sinter_status_t status = sinter_call_run(&call, &arguments, &reason);
  call_end();
  check(status, reason);
  for (uint32_t i = 0; i < function.output_count; ++i) {
    print_bytes(outputs[i], output_sizes[i]);
    print("\n");
  }
  return 0;
}
