# AArch64 Linux, with clang, LLD and Debian's cross libraries.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Linux aarch64 aarch64-linux-gnu -march=armv8-a)
