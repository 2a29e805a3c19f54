/* Recognizes the digit on standard input, 64 floats; prints the 10 probabilities as bytes. */

#include "digits.h"
#include <stdio.h>

static DIGITS_WORKSPACE(workspace);

int main(void) {
  DIGITS_INPUT_IMAGE_TYPE image[DIGITS_INPUT_IMAGE_ELEMENTS];
  DIGITS_OUTPUT_PROBABILITIES_TYPE probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  struct digits_io io;
  io.inputs.image = image;
  io.outputs.probabilities = probabilities;
  if (fread(image, 1, sizeof(image), stdin) != DIGITS_INPUT_IMAGE_BYTES)
    return 1;
  if (digits_run(&io, workspace) != DIGITS_OK)
    return 2;
  return fwrite(probabilities, 1, sizeof(probabilities), stdout) != sizeof(probabilities);
}
