# Cortex-M7 with FPU, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic arm thumbv7em-none-eabihf -mcpu=cortex-m7 -mfloat-abi=hard)
