/* Calls a function that it does not bring along. */

#include "model.h"

__attribute__((visibility("default"))) float expf(float);

static int32_t plan(const int64_t *dims, sinter_plan_t *plan) {
  (void)dims;
  plan->workspace_size = 0;
  return SINTER_CALL_OK;
}

static int32_t run(const sinter_frame_t *frame) {
  *(float *)frame->outputs[0] = expf(*(const float *)frame->inputs[0]);
  return SINTER_CALL_OK;
}

static const uint8_t types[] = {F32, F32};
static const sinter_function_t functions[] = {{plan, run, types, 1, 1, 0, 0}};

EXECUTABLE(functions, 0, 0, 0)
