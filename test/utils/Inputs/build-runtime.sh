#!/usr/bin/env bash
# build-runtime.sh ROOT FOLDER TOOLCHAIN...: builds the runtime, without warnings, by each of
# cmake/toolchains/TOOLCHAIN.cmake.
set -euo pipefail
root=$1 folder=$2
shift 2
export CFLAGS=-Werror
for toolchain in "$@"; do
  rm -rf "$folder"
  cmake -S "$root/runtime" -B "$folder" -G Ninja --toolchain "$root/cmake/toolchains/$toolchain.cmake"
  cmake --build "$folder" -j2
done
