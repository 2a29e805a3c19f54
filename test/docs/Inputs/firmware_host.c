/* Runs the firmware of docs/embedding.md on Linux: gives it memory that may be
   executed. */

#include "sinter/status.h"
#include <stdio.h>
#include <sys/mman.h>

_Alignas(4096) unsigned char code_memory[16384];

sinter_status_t model_start(void);
sinter_status_t model_run(const float *x, float *y);

int main(void) {
  if (mprotect(code_memory, sizeof(code_memory), PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
    return 2;
  float x = -2, y = 0;
  sinter_status_t status = model_start();
  if (status == SINTER_OK)
    status = model_run(&x, &y);
  printf("%s %g\n", sinter_status_string(status), y);
  return status != SINTER_OK;
}
