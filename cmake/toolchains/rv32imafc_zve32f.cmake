# RISC-V, 32 bits, with FPU and short vectors, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic riscv32 riscv32-none-elf -march=rv32imafc_zve32f_zvl128b -mabi=ilp32f -mcmodel=medany)
