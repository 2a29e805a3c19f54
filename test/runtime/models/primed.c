/* A model whose state does not begin as zeros:

     count (step: i64) -> (calls: i64)      counts on from the first constant, by step */

#include "model.h"

typedef struct state {
  int64_t untouched; /* begins as zero */
  int64_t calls;
} state_t;

static int32_t plan_count(const int64_t *dims, sinter_plan_t *plan) {
  (void)dims;
  plan->workspace_size = 0;
  return SINTER_CALL_OK;
}

static int32_t run_count(const sinter_frame_t *frame) {
  state_t *state = frame->state;
  state->calls += *(const int64_t *)frame->inputs[0];
  *(int64_t *)frame->outputs[0] = state->calls + 1000 * state->untouched++;
  return SINTER_CALL_OK;
}

static void initialize(void *state, const void *constants) {
  ((state_t *)state)->calls = *(const int64_t *)constants;
}

static const uint8_t counts[] = {I64, I64};

static const sinter_function_t functions[] = {{plan_count, run_count, counts, 1, 1, 0, 0}};

EXECUTABLE(functions, initialize, sizeof(int64_t), sizeof(state_t))
