//===- start_arm.c - Reset of any Cortex-M ----------------------------------===//

#include <stdint.h>

extern char stack_top[];
_Noreturn void board_start(void);
_Noreturn void board_fault(void);

_Noreturn void board_reset(void) {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  *(volatile uint32_t *)0xe000ed88 |= 0xf << 20; // CPACR: the FPU may be used
#ifdef __ARM_ARCH_8_1M_MAIN__
  *(volatile uint32_t *)0xe000ed14 |= 1 << 19; // CCR: so may low-overhead loops
#endif
  __asm__ volatile("dsb\n isb" : : : "memory");
#ifdef __ARM_ARCH_8_1M_MAIN__
  __asm__ volatile("vmsr fpscr, %0" : : "r"(0x40000)); // no tail predication but where asked for
#endif
#endif
  board_start();
}

typedef void (*vector_t)(void);

__attribute__((section(".vectors"), used)) static const struct {
  void *stack;
  vector_t reset, faults[14];
} vectors = {stack_top,
             (vector_t)board_reset,
             {(vector_t)board_fault, (vector_t)board_fault, (vector_t)board_fault,
              (vector_t)board_fault, (vector_t)board_fault}};
