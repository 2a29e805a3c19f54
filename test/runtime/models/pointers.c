/* Code that reads pointers which the loader relocates: it cannot run where the loader
   does not put them, beside the code.

     main (x: f32) -> (y: f32): one more than x */

#include "model.h"

static const float one = 1, two = 2;
static const float *volatile const addends[] = {&one, &two};

static int32_t run(const sinter_frame_t *frame) {
  *(float *)frame->outputs[0] = *(const float *)frame->inputs[0] + *addends[0];
  return SINTER_CALL_OK;
}

ONE_FUNCTION(run)
