/* Two models in a program without libraries: any other reference would keep it from linking. */

#include "abs.h"
#include "digits.h"

static ABS_WORKSPACE(abs_workspace);
static DIGITS_WORKSPACE(digits_workspace);

int go(float *image, float *probabilities, const float *x, float *y);

int go(float *image, float *probabilities, const float *x, float *y) {
  struct digits_io digits;
  struct abs_io absolute;
  digits.inputs.image = image;
  digits.outputs.probabilities = probabilities;
  absolute.inputs.input0 = x;
  absolute.outputs.output0 = y;
  return (int)(digits_run(&digits, digits_workspace) + abs_run(&absolute, abs_workspace));
}
