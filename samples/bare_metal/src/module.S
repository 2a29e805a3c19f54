/* The module, in flash and aligned as the runtime asks for. MODULE is its file. */

    .section .module, "a", %progbits
    .balign 64
    .globl module_begin, module_end
module_begin:
    .incbin MODULE
module_end:
