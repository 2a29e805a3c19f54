/* Runs the model on a stack of its own and prints how much of it was used, and how much the
   header says. For x86-64 and AArch64. */

#include "digits.h"
#include <stdio.h>
#include <string.h>

enum { kStackBytes = 65536, kPaint = 0xa5 };

static DIGITS_WORKSPACE(workspace);
static float image[DIGITS_INPUT_IMAGE_ELEMENTS];
static float probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
static unsigned char stack[kStackBytes] __attribute__((aligned(16)));

/* Calls digits_run(io, workspace) with the stack pointer at `top`. */
static int32_t run_on(void *top, struct digits_io *io) {
#if defined(__x86_64__)
  register int32_t result __asm__("eax");
  __asm__ volatile("movq %%rsp, %%rbx\n\tmovq %[top], %%rsp\n\tcall *%[run]\n\tmovq %%rbx, %%rsp"
                   : "=r"(result), "+D"(io)
                   : [top] "r"(top), [run] "r"(digits_run), "S"(workspace)
                   : "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
  return result;
#else
#error "tell how a function is called on this machine"
#endif
}

int main(void) {
  struct digits_io io;
  size_t untouched = 0;
  io.inputs.image = image;
  io.outputs.probabilities = probabilities;
  memset(stack, kPaint, sizeof(stack));
  if (run_on(stack + sizeof(stack), &io) != DIGITS_OK)
    return 1;
  while (untouched < sizeof(stack) && stack[untouched] == kPaint)
    ++untouched;
  printf("%d bytes of %d\n", (int)(sizeof(stack) - untouched), DIGITS_STACK_BYTES);
  return 0;
}
