/* Wants to run before it is called. */

#include "model.h"

__attribute__((constructor)) static void construct(void) { __asm__ volatile(""); }

static int32_t run(const sinter_frame_t *frame) {
  (void)frame;
  return SINTER_CALL_OK;
}

ONE_FUNCTION(run)
