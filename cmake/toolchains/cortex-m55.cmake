# Cortex-M55 with Helium, with clang and LLD.

include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
sinter_use_clang(Generic arm thumbv8.1m.main-none-eabihf -mcpu=cortex-m55 -mfloat-abi=hard)
