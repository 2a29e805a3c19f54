/* Code that reads pointers which the loader relocates: it cannot run where the loader
   does not put them, beside the code.

     main (x: f32) -> (y: f32): one more than x */

#include "model.h"

static const float one = 1, two = 2;
static const float *volatile const addends[] = {&one, &two};

static int32_t plan(const int64_t *dims, sinter_plan_t *plan) {
  (void)dims;
  plan->workspace_size = 0;
  return SINTER_CALL_OK;
}

static int32_t run(const sinter_frame_t *frame) {
  *(float *)frame->outputs[0] = *(const float *)frame->inputs[0] + *addends[0];
  return SINTER_CALL_OK;
}

static const uint8_t types[] = {F32, F32};
static const sinter_function_t functions[] = {{plan, run, types, 1, 1, 0, 0}};

EXECUTABLE(functions, 0, 0, 0)
