# ARM Linux with NEON, with clang, LLD and Debian's cross libraries.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Linux arm arm-linux-gnueabihf -march=armv7-a -mfpu=neon)
