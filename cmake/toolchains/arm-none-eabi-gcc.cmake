# Cortex-M with the GNU toolchain for Arm. SINTER_GCC_FLAGS chooses the core (default: Cortex-M4).

set(SINTER_GCC_FLAGS "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16" CACHE STRING "flags that choose the core")
include(${CMAKE_CURRENT_LIST_DIR}/gcc.cmake)
sinter_use_gcc(arm arm-none-eabi)
