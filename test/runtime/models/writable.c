/* Keeps a counter in its own memory, which images do not have. */

#include "model.h"

static int32_t calls;

static int32_t plan(const int64_t *dims, sinter_plan_t *plan) {
  (void)dims;
  plan->workspace_size = (uint64_t)++calls;
  return SINTER_CALL_OK;
}

static int32_t run(const sinter_frame_t *frame) {
  (void)frame;
  return calls;
}

static const uint8_t types[] = {F32, F32};
static const sinter_function_t functions[] = {{plan, run, types, 1, 1, 0, 0}};

EXECUTABLE(functions, 0, 0, 0)
