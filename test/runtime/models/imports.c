/* Calls a function that it does not bring along. */

#include "model.h"

__attribute__((visibility("default"))) float expf(float);

static int32_t run(const sinter_frame_t *frame) {
  *(float *)frame->outputs[0] = expf(*(const float *)frame->inputs[0]);
  return SINTER_CALL_OK;
}

ONE_FUNCTION(run)
