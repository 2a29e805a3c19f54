/* Two instances of a model with state in one program: each counts for itself, and begins anew. */

#include "state.h"
#include <stdio.h>

static STATE_WORKSPACE(workspace);
static STATE_STATE(first);
static STATE_STATE(second);

static int64_t count(void *state, int64_t step) {
  int64_t result = -1;
  struct state_counter_io io;
  io.inputs.input0 = &step;
  io.outputs.output0 = &result;
  return state_counter_run(&io, workspace, state) == STATE_OK ? result : -1;
}

/* What is stored once comes back with the next call; at first it is 1 2 3. */
static int32_t delay(void *state, int32_t x) {
  int32_t in[3], before[3] = {0}, after[3] = {0};
  struct state_delay_io io;
  in[0] = in[1] = in[2] = x;
  io.inputs.input0 = in;
  io.outputs.output0 = before;
  io.outputs.output1 = after;
  return state_delay_run(&io, workspace, state) == STATE_OK && after[2] == x ? before[2] : -1;
}

int main(void) {
  /* What lies in memory before does not matter. */
  size_t i;
  for (i = 0; i < STATE_STATE_BYTES; ++i)
    first[i] = second[i] = 0x55;
  state_init(first);
  state_init(second);
  printf("%d %d\n", (int)count(first, 3), (int)count(first, 4));
  printf("%d\n", (int)count(second, 10));
  printf("%d %d %d\n", (int)delay(first, 8), (int)delay(second, 9), (int)delay(first, 0));
  state_reset(first);
  printf("%d %d\n", (int)count(first, 1), (int)count(second, 1));
  printf("%d %d\n", (int)delay(first, 0), (int)delay(second, 0));
  return 0;
}
