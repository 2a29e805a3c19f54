/* As library_digits.c, with the image and the probabilities in the workspace, twice. */

#include "inside.h"
#include <stdio.h>

static INSIDE_WORKSPACE(workspace);

int main(void) {
  static unsigned char image[INSIDE_INPUT_IMAGE_BYTES];
  int call;
  if (fread(image, 1, sizeof(image), stdin) != sizeof(image))
    return 1;
  for (call = 0; call < 2; ++call) {
    size_t i;
    for (i = 0; i < sizeof(image); ++i)
      workspace[INSIDE_INPUT_IMAGE_OFFSET + i] = image[i];
    if (inside_run(workspace) != INSIDE_OK)
      return 2;
  }
  if (inside_run(NULL) != INSIDE_NULL_POINTER || inside_run(workspace + 1) != INSIDE_MISALIGNED)
    return 3;
  return fwrite(workspace + INSIDE_OUTPUT_PROBABILITIES_OFFSET, 1,
                INSIDE_OUTPUT_PROBABILITIES_BYTES, stdout) != INSIDE_OUTPUT_PROBABILITIES_BYTES;
}
