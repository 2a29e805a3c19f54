# RISC-V, 64 bits, with vectors, without operating system, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic riscv64 riscv64-none-elf -march=rv64gcv -mabi=lp64d -mcmodel=medany)
