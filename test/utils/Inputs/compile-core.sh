#!/usr/bin/env bash
# compile-core.sh ROOT OBJECT: compiles the runtime's core for a machine that has no toolchain file.
set -euo pipefail
cd "$1/runtime"
for target in i386-none-elf; do
  for source in src/*.c loader/*.c platform/cpu_*.c platform/generic.c device/local_sync.c; do
    clang --target="$target" -std=c11 -ffreestanding -nostdlibinc -Wall -Wextra -Wpedantic -Werror \
      -Iinclude -I. -I.. -c "$source" -o "$2"
  done
done
