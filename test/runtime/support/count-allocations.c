/* Counts what calls allocate: runs function 0 of a module, whose two inputs are [batch, sequence]
 * of int64, at several sizes. */

#include "sinter/runtime.h"
#include "test/runtime/support/allocations.h"

#include <stdio.h>
#include <stdlib.h>

static int fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  return 1;
}

int main(int argc, char **argv) {
  sinter_model_t *model;
  sinter_message_t message;
  if (argc != 2 || sinter_model_open(argv[1], &model, &message) != SINTER_OK)
    return fail("the model does not open");
  int during = 0, calls = 0;
  for (int64_t length = 1; length <= 512; length += length < 500 ? 102 : 1) {
    int64_t dims[] = {2, length, 2, length};
    sinter_session_t *session;
    int before = count_allocations();
    if (sinter_session_create(model, &sinter_local_sync, 0, dims, &session, &message) != SINTER_OK)
      return fail(message.text);
    if (count_allocations() == before)
      return fail("the allocator is not watched");
    size_t size = 2 * (size_t)length * sizeof(int64_t);
    int64_t *ids = calloc(1, size), *mask = calloc(1, size);
    for (int64_t i = 0; i < 2 * length; ++i)
      mask[i] = 1;
    sinter_const_bytes_t inputs[] = {{ids, size}, {mask, size}};
    sinter_bytes_t outputs[2];
    for (uint32_t i = 0; i < 2; ++i) {
      sinter_tensor_info_t info;
      uint64_t bytes;
      sinter_session_output(session, i, &info);
      if (!sinter_tensor_size(info.element_type, info.rank, info.dims, &bytes))
        return fail("an output has no size");
      outputs[i] = (sinter_bytes_t){malloc(bytes), bytes};
    }
    before = count_allocations();
    if (sinter_session_run(session, inputs, outputs, &message) != SINTER_OK)
      return fail(message.text);
    during += count_allocations() - before;
    ++calls;
    sinter_session_destroy(session);
    free(outputs[0].data);
    free(outputs[1].data);
    free(ids);
    free(mask);
  }
  sinter_model_close(model);
  printf("%d allocations in %d calls\n", during, calls);
  return 0;
}
