# RISC-V, 32 bits, without FPU, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic riscv32 riscv32-none-elf -march=rv32imac -mabi=ilp32 -mcmodel=medany)
