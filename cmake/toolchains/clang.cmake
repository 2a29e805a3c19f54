# What the toolchain files of clang and LLD share: sinter_use_clang(SYSTEM PROCESSOR TRIPLE FLAG...).
# SYSTEM is Generic, for machines without an operating system, or Linux.

set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # a program would need start-up code

macro(sinter_use_clang system processor triple)
  set(CMAKE_SYSTEM_NAME ${system})
  set(CMAKE_SYSTEM_PROCESSOR ${processor})
  find_program(SINTER_CROSS_CLANG NAMES clang-22 clang REQUIRED)
  find_program(SINTER_CROSS_CLANGXX NAMES clang++-22 clang++ REQUIRED)
  set(CMAKE_C_COMPILER ${SINTER_CROSS_CLANG})
  set(CMAKE_CXX_COMPILER ${SINTER_CROSS_CLANGXX})
  set(CMAKE_ASM_COMPILER ${SINTER_CROSS_CLANG})
  foreach(language C CXX ASM)
    set(CMAKE_${language}_COMPILER_TARGET ${triple})
    string(JOIN " " CMAKE_${language}_FLAGS_INIT ${ARGN})
  endforeach()
  set(CMAKE_EXE_LINKER_FLAGS_INIT -fuse-ld=lld)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux") # programs that need no library there, nor under QEMU
    string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -static")
  endif()
  # Of this machine take programs alone.
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
  set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
endmacro()
