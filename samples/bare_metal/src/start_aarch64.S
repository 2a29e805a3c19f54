/* Reset of an AArch64 core in EL1: a stack, and registers of FPU and vectors on. */

    .section .vectors, "ax"
    .globl board_reset
board_reset:
    mov x0, #(3 << 20 | 3 << 16)   /* CPACR: FPU and SVE may be used */
    msr cpacr_el1, x0
    adrp x0, faults
    add x0, x0, :lo12:faults
    msr vbar_el1, x0
    isb
    adrp x0, stack_top
    add x0, x0, :lo12:stack_top
    mov sp, x0
    b board_start
    .balign 2048
faults:
    .rept 16
    .balign 128
    b board_fault
    .endr
