# What the toolchain files of GCC share: sinter_use_gcc(PROCESSOR PREFIX), for machines without an
# operating system. SINTER_GCC_FLAGS chooses the core.

set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # a program would need start-up code
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SINTER_GCC_FLAGS)

macro(sinter_use_gcc processor prefix)
  set(CMAKE_SYSTEM_NAME Generic)
  set(CMAKE_SYSTEM_PROCESSOR ${processor})
  find_program(SINTER_CROSS_GCC NAMES ${prefix}-gcc REQUIRED)
  set(CMAKE_C_COMPILER ${SINTER_CROSS_GCC})
  set(CMAKE_ASM_COMPILER ${SINTER_CROSS_GCC})
  set(CMAKE_C_FLAGS_INIT ${SINTER_GCC_FLAGS})
  set(CMAKE_ASM_FLAGS_INIT ${SINTER_GCC_FLAGS})
endmacro()
