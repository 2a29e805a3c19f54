# Build helpers: one function per kind of target.

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

# Flags of every C++ target of the compiler. LLVM and MLIR are system headers:
# their warnings are not ours.
add_library(sinterOptions INTERFACE)
target_include_directories(sinterOptions INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_include_directories(sinterOptions SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
separate_arguments(llvm_definitions NATIVE_COMMAND ${LLVM_DEFINITIONS})
target_compile_definitions(sinterOptions INTERFACE ${llvm_definitions})
target_compile_options(sinterOptions INTERFACE -Wall -Wextra -Wno-unused-parameter -fno-exceptions)

if(SINTER_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined -fno-sanitize=vptr)
endif()

if(SINTER_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# One precompiled header for all libraries that speak MLIR.
function(sinter_use_pch name)
  if(NOT TARGET sinterPch)
    file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp "")
    add_library(sinterPch OBJECT ${PROJECT_BINARY_DIR}/pch.cpp)
    target_link_libraries(sinterPch PUBLIC sinterOptions)
    target_precompile_headers(sinterPch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)
  endif()
  target_precompile_headers(${name} REUSE_FROM sinterPch)
endfunction()

# sinter_library(<name> SRCS <file>... [DEPS <target>...])
# A C++ library that speaks MLIR; headers are found from the repository root.
function(sinter_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SRCS})
  target_link_libraries(${name} PUBLIC sinterOptions ${ARG_DEPS} MLIR LLVM)
  sinter_use_pch(${name})
endfunction()

# sinter_tool(<name> SRCS <file>... [DEPS <target>...])
function(sinter_tool name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE sinterOptions ${ARG_DEPS})
endfunction()

# sinter_tablegen(<library> <file.td> <generated.inc> <generator> [flag]...)
# All generated headers hang on one target, so that any library may include any dialect's.
add_custom_target(sinter-headers)
function(sinter_tablegen library td output)
  set(LLVM_TARGET_DEFINITIONS ${td})
  tablegen(MLIR ${output} ${ARGN} -I${PROJECT_SOURCE_DIR} -I${MLIR_INCLUDE_DIRS})
  set(target ${library}_${output})
  add_custom_target(${target} DEPENDS ${TABLEGEN_OUTPUT})
  add_dependencies(${library} ${target})
  add_dependencies(sinter-headers ${target})
endfunction()

# sinter_dialect(<Name> <mnemonic>): what every dialect generates from <Name>Ops.td.
function(sinter_dialect name mnemonic)
  set(td ${name}Ops.td)
  sinter_tablegen(sinter${name} ${td} ${name}Dialect.h.inc -gen-dialect-decls -dialect=${mnemonic})
  sinter_tablegen(sinter${name} ${td} ${name}Dialect.cpp.inc -gen-dialect-defs -dialect=${mnemonic})
  sinter_tablegen(sinter${name} ${td} ${name}Attrs.h.inc -gen-attrdef-decls -attrdefs-dialect=${mnemonic})
  sinter_tablegen(sinter${name} ${td} ${name}Attrs.cpp.inc -gen-attrdef-defs -attrdefs-dialect=${mnemonic})
  sinter_tablegen(sinter${name} ${td} ${name}Ops.h.inc -gen-op-decls)
  sinter_tablegen(sinter${name} ${td} ${name}Ops.cpp.inc -gen-op-defs)
endfunction()

# sinter_passes(<Name>): what every pass library generates from Passes.td.
function(sinter_passes name)
  sinter_tablegen(sinter${name}Passes Passes.td Passes.h.inc -gen-pass-decls -name=${name})
endfunction()

# sinter_unittest(<Name>Test SRCS <file>... [DEPS <target>...])
# A GoogleTest binary that `check-unit` (from test/unit) or `check-runtime` (from test/runtime) runs.
function(sinter_unittest name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  if(NOT name MATCHES "Test$")
    message(FATAL_ERROR "sinter_unittest(${name}): lit finds test binaries by names that end in Test")
  endif()
  file(RELATIVE_PATH group ${PROJECT_SOURCE_DIR}/test ${CMAKE_CURRENT_SOURCE_DIR})
  string(REGEX REPLACE "/.*" "" group ${group})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE sinterOptions ${ARG_DEPS} GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test/${group})
  set_property(GLOBAL APPEND PROPERTY sinter_${group}_tests ${name})
endfunction()
