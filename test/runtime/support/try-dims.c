/* try-dims MODULE DIM...: makes a session of function 0 for these dims of all inputs, and prints
 * the dims of its outputs, or why there is none. Asks for no inputs, so they may be huge. */

#include "sinter/runtime.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  sinter_model_t *model;
  sinter_message_t message;
  int64_t dims[64] = {0};
  if (argc < 2 || argc > 66 || sinter_model_open(argv[1], &model, &message) != SINTER_OK) {
    fprintf(stderr, "the model does not open\n");
    return 2;
  }
  for (int i = 2; i < argc; ++i)
    dims[i - 2] = atoll(argv[i]);
  sinter_session_t *session;
  if (sinter_session_create(model, &sinter_local_sync, 0, dims, &session, &message) != SINTER_OK) {
    printf("refused: %s\n", message.text);
  } else {
    sinter_tensor_info_t info;
    for (uint32_t i = 0; sinter_session_output(session, i, &info) == SINTER_OK; ++i)
      for (uint32_t axis = 0; axis < info.rank; ++axis)
        printf("%lld\n", (long long)info.dims[axis]);
    sinter_session_destroy(session);
  }
  sinter_model_close(model);
  return 0;
}
