# AArch64 without operating system, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic aarch64 aarch64-none-elf -march=armv8-a)
