# Cortex-M33 with FPU, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic arm thumbv8m.main-none-eabihf -mcpu=cortex-m33 -mfloat-abi=hard)
