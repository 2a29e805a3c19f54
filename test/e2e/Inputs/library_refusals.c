/* What run refuses, and that it writes nothing then. */

#include "digits.h"
#include <stdio.h>

static DIGITS_WORKSPACE(workspace);
static float image[DIGITS_INPUT_IMAGE_ELEMENTS + 1];
static float probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];

static int run(const void *input, void *output, void *memory) {
  struct digits_io io;
  io.inputs.image = (const float *)input;
  io.outputs.probabilities = (float *)output;
  return (int)digits_run(&io, memory);
}

int main(void) {
  probabilities[0] = -1;
  printf("no io %d\n", (int)digits_run(NULL, workspace));
  printf("no input %d\n", run(NULL, probabilities, workspace));
  printf("no output %d\n", run(image, NULL, workspace));
  printf("no workspace %d\n", run(image, probabilities, NULL));
  printf("input %d\n", run((const char *)image + 1, probabilities, workspace));
  printf("output %d\n", run(image, (char *)probabilities + 2, workspace));
  printf("workspace %d\n", run(image, probabilities, workspace + 32));
  printf("untouched %g\n", probabilities[0]);
  printf("fine %d\n", run(image + 1, probabilities, workspace));
  return 0;
}
