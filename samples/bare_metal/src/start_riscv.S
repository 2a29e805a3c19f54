/* Reset of a RISC-V core in machine mode: where pointers lie, and registers of FPU and vectors on. */

    .option arch, +zicsr
    .section .vectors, "ax"
    .globl board_reset
board_reset:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, stack_top
    li t0, 0x6600           /* mstatus: FS and VS are dirty */
    csrs mstatus, t0
    la t0, fault
    csrw mtvec, t0
    call board_start
    .balign 4
fault:
    call board_fault
