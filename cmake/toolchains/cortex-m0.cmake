# Cortex-M0, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic arm thumbv6m-none-eabi -mcpu=cortex-m0)
