# RISC-V with the GNU toolchain. SINTER_GCC_FLAGS chooses the core (default: rv32imac).

set(SINTER_GCC_FLAGS "-march=rv32imac -mabi=ilp32 -mcmodel=medany" CACHE STRING "flags that choose the core")
include(${CMAKE_CURRENT_LIST_DIR}/gcc.cmake)
sinter_use_gcc(riscv riscv64-unknown-elf)
