# RISC-V Linux, 64 bits, with clang, LLD and Debian's cross libraries.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Linux riscv64 riscv64-linux-gnu -march=rv64gc -mabi=lp64d)
