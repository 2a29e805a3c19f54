//===- run_library.c - Run a model that is a static library -----------------===//
//
// The inputs' bytes come over the UART, one input after another; a line for each
// output with its bytes in hexadecimal goes back. Memory is known when this is
// compiled. Only that this file serves any model makes it look at inputs as an
// array: a program that knows its model writes io.inputs.image.
//
//===----------------------------------------------------------------------===//

#include "board.h"
#include "model.h"

// CMakeLists.txt takes these from the header: {bytes of each input, 0}.
static const size_t input_sizes[] = INPUT_SIZES, output_sizes[] = OUTPUT_SIZES;

static MODEL_WORKSPACE(workspace);
#if MODEL_STATE_BYTES > 0
static MODEL_STATE(state);
#endif

/// Takes memory for the buffers of an array of pointers.
static void take_buffers(const size_t *sizes, void **buffers) {
  for (; *sizes; ++sizes, ++buffers) {
    *buffers = take_memory(*sizes, 16);
    if (!*buffers) {
      print("error: no memory for inputs and outputs\n");
      board_exit(1);
    }
  }
}

/// Where a call begins and ends, for what counts instructions.
__attribute__((noinline)) void call_begin(void) { __asm__ volatile("" : : : "memory"); }
__attribute__((noinline)) void call_end(void) { __asm__ volatile("nop" : : : "memory"); }

int main(void) {
  static struct model_io io;
  void **inputs = (void **)&io.inputs, **outputs = (void **)&io.outputs;
  take_buffers(input_sizes, inputs);
  take_buffers(output_sizes, outputs);
  for (int i = 0; i < MODEL_INPUT_COUNT; ++i)
    read_bytes(inputs[i], input_sizes[i]);
#if MODEL_STATE_BYTES > 0
  model_init(state);
#endif
  call_begin();
#if MODEL_STATE_BYTES > 0
  int32_t status = model_run(&io, workspace, state);
#else
  int32_t status = model_run(&io, workspace);
#endif
  call_end();
  if (status != MODEL_OK) {
    print("error: the model refuses its buffers\n");
    return 1;
  }
  for (int i = 0; i < MODEL_OUTPUT_COUNT; ++i) {
    print_bytes(outputs[i], output_sizes[i]);
    print("\n");
  }
  return 0;
}
