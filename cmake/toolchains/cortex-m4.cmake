# Cortex-M4 with FPU, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic arm thumbv7em-none-eabihf -mcpu=cortex-m4 -mfloat-abi=hard)
