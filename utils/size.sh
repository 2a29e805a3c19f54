#!/usr/bin/env bash
# Prints how much code the runtime is: bytes of code and read-only data at -Os, for x86-64 and
# thumbv7em, by layer and as linked into a program that opens a module, loads its code (on
# thumbv7em in place where that is possible) and calls it on local-sync. Then how much a static
# library for a Cortex-M4 takes besides the model's code, its weights and the functions of LLVM's
# support library that it calls: a program that calls it is linked, and what belongs to none of
# these is added up.
#
#   usage: size.sh [--check]     --check fails when a limit below is exceeded
#
# The compiler is $SINTER_COMPILE, or sinter-compile of PATH or of build/bin.
#
# "linked" is what a program pays: unused functions are dropped and strings shared. It leaves
# out memcpy and memset, which every program has.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
declare -A limit=([x86_64-none-elf]=16384 [thumbv7em-none-eabi]=12288)

check=
case ${1:-} in
--check) check=1 ;;
'') ;;
*) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac

# find_tool NAME: the newest LLVM's tool.
find_tool() {
  local tool
  for tool in "$1-22" "/usr/lib/llvm-22/bin/$1" "$1"; do
    command -v "$tool" && return
  done
  echo "size.sh: error: $1 not found; run utils/install-deps.sh" >&2
  exit 1
}
clang=$(find_tool clang)
lld=$(find_tool ld.lld)
size=$(find_tool llvm-size)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/program.c" <<'EOT'
// The smallest program: everything from the module's bytes to a finished call.
#include "sinter/call.h"

#ifdef __arm__
#define LOAD sinter_image_load_in_place
#else
#define LOAD sinter_image_load
#endif

sinter_status_t program(sinter_const_bytes_t bytes, const sinter_bytes_t *memory,
                        sinter_bytes_t state, const int64_t *dims, int64_t *output_dims,
                        const sinter_arguments_t *arguments) {
  static sinter_module_t module;
  static sinter_image_t image;
  static sinter_instance_t instance;
  static sinter_call_t call;
  sinter_image_memory_t image_memory = sinter_caller_memory(memory);
  sinter_reason_t reason;
  uint32_t executable;
  sinter_status_t status = sinter_module_open(bytes, &module, &reason);
  if (!status)
    status = sinter_select_executable(&module, &sinter_host_cpu, &executable, &reason);
  if (!status)
    status = LOAD(&module, executable, &image_memory, &image, &reason);
  if (!status)
    status = sinter_instance_init(&module, &image, &sinter_local_sync, state, &instance, &reason);
  if (!status)
    status = sinter_call_plan(&instance, 0, dims, output_dims, &call, &reason);
  return status ? status : sinter_call_run(&call, arguments, &reason);
}
EOT

# text FILE...: bytes of code and read-only data.
text() { "$size" "$@" | awk 'NR > 1 { sum += $1 } END { print sum }'; }

layers="src/module*.c src/flatbuffer*.c src/schema.c src/element_type.c src/support.c
        loader/*.c platform/cpu_*.c platform/generic.c src/call.c device/local_sync.c"
declare -A title=([module]="module reader" [loader]="loader" [call]="calls" [device]="local-sync")

# layer_of FILE: the layer that a source belongs to.
layer_of() {
  case $1 in
  loader/* | platform/*) echo loader ;;
  src/call.c) echo call ;;
  device/*) echo device ;;
  *) echo module ;;
  esac
}

failed=0
for target in x86_64-none-elf thumbv7em-none-eabi; do
  flags=(--target=$target -std=c11 -Os -ffreestanding -ffunction-sections -fdata-sections
         -fno-asynchronous-unwind-tables -I"$root/runtime/include" -I"$root/runtime" -I"$root")
  declare -A sum=([module]=0 [loader]=0 [call]=0 [device]=0)
  objects=()
  for source in $(cd "$root/runtime" && ls $layers); do
    object=$work/$target-${source//\//-}.o
    "$clang" "${flags[@]}" -c "$root/runtime/$source" -o "$object"
    layer=$(layer_of "$source")
    sum[$layer]=$((sum[$layer] + $(text "$object")))
    objects+=("$object")
  done
  "$clang" "${flags[@]}" -c "$work/program.c" -o "$work/program.o"
  # The only names that may be missing are those that compilers call by themselves.
  missing=$({ "$lld" -e program --gc-sections "$work/program.o" "${objects[@]}" \
      -o "$work/check" 2>&1 || true; } |
    sed -n 's/.*undefined symbol: //p' | sort -u | tr '\n' ' ')
  for name in $missing; do
    case $name in
    memcpy | memset | __aeabi_mem*) ;;
    *) echo "size.sh: error: $target: the runtime needs $name" >&2; failed=1 ;;
    esac
  done
  "$lld" -e program --gc-sections --unresolved-symbols=ignore-all -O2 \
    "$work/program.o" "${objects[@]}" -o "$work/linked"
  linked=$(($(text "$work/linked") - $(text "$work/program.o")))

  echo "$target:"
  for layer in module loader call device; do
    printf '  %-14s %6d bytes\n' "${title[$layer]}" "${sum[$layer]}"
  done
  printf '  %-14s %6d bytes (limit %d)\n' linked "$linked" "${limit[$target]}"
  if [ -n "$check" ] && [ "$linked" -gt "${limit[$target]}" ]; then
    echo "size.sh: error: $target: $linked bytes exceed ${limit[$target]}" >&2
    failed=1
  fi
done

# find_compiler: the compiler of models.
find_compiler() {
  local compiler
  for compiler in "${SINTER_COMPILE:-}" sinter-compile "$root/build/bin/sinter-compile"; do
    [ -n "$compiler" ] && command -v "$compiler" && return
  done
  echo "size.sh: error: sinter-compile not found; build it or set SINTER_COMPILE" >&2
  exit 1
}
compiler=$(find_compiler)

"$compiler" "$root/samples/digits/digits.onnx" --target=cortex-m4 --emit=static-library --quiet \
  -o "$work/digits.a"
cat > "$work/firmware.c" <<'EOT'
#include "digits.h"
int32_t firmware(const struct digits_io *io, void *workspace) {
  return digits_run(io, workspace);
}
EOT
"$clang" --target=thumbv7em-none-eabihf -mcpu=cortex-m4 -std=c99 -Os -ffreestanding \
  -fno-asynchronous-unwind-tables -I"$work" -c "$work/firmware.c" -o "$work/firmware.o"
"$lld" -e firmware --gc-sections --no-undefined -Map="$work/map" "$work/firmware.o" "$work/digits.a" \
  -o "$work/firmware"
# Sections of the archive in the program: those of the model have names of its own, functions of
# the support library begin with __.
model=0 besides=0
while read -r bytes name; do
  case $name in
  .text.digits.dispatch_* | .text.digits.main__run | .text.digits.digits_run | .rodata.digits.* | .text.digits.__*)
    model=$((model + 0x$bytes)) ;;
  *) besides=$((besides + 0x$bytes)) ;;
  esac
done < <(sed -n 's/^ *[0-9a-f]* *[0-9a-f]* *\([0-9a-f]*\) .*digits\.a(.*):(\(.*\))$/\1 \2/p' "$work/map")
echo "static library for cortex-m4:"
printf '  %-14s %6d bytes\n' model "$model"
printf '  %-14s %6d bytes (limit 0)\n' besides "$besides"
if [ -n "$check" ] && { [ "$besides" -gt 0 ] || [ "$model" -eq 0 ]; }; then
  echo "size.sh: error: a static library holds $besides bytes that are not the model's" >&2
  failed=1
fi
exit $failed
