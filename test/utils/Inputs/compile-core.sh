#!/usr/bin/env bash
# compile-core.sh ROOT OBJECT: compiles the runtime's core for machines without a system or a C library.
set -euo pipefail
cd "$1/runtime"
for target in aarch64-none-elf thumbv6m-none-eabi thumbv8.1m.main-none-eabi \
    riscv32-none-elf riscv64-none-elf i386-none-elf; do
  for source in src/*.c loader/*.c platform/cpu_*.c platform/generic.c device/local_sync.c; do
    clang --target="$target" -std=c11 -ffreestanding -nostdlibinc -Wall -Wextra -Wpedantic -Werror \
      -Iinclude -I. -I.. -c "$source" -o "$2"
  done
done
