#!/bin/sh
# Installs the Debian packages that Sinter needs; asks apt only when one is missing.
#
#   usage: install-deps.sh [--build-only] [--list]
#
#   --build-only  leave out what only tests and the training script need
#   --list        print the packages with the reason for each, install nothing
#
# Works on a bare Debian 12 (bookworm, with its security updates, which carry LLVM 22),
# as root or with sudo. A second run does nothing.
set -eu

build_packages='
ca-certificates         package mirrors over https
cmake                   configures the build
ninja-build             runs the build
clang-22                compiles Sinter, C and C++
libclang-rt-22-dev      sanitizer runtimes and compiler builtins
g++                     the C and C++ standard libraries; the runtime also builds with gcc
lld-22                  links Sinter
liblld-22-dev           LLD as a library: links compiled models in process
llvm-22-dev             LLVM as a library: generates machine code
llvm-22-tools           lit, FileCheck, not
libmlir-22-dev          MLIR as a library: the passes
mlir-22-tools           mlir-tblgen, mlir-opt
libflatbuffers-dev      writes modules
flatbuffers-compiler    turns schema/module.fbs into C++
flatbuffers-compiler-dev  the CMake target of flatc
libprotobuf-dev         reads ONNX files
protobuf-compiler       asked for by CMake with Protocol Buffers
libonnx-dev             the ONNX schema in C++
libgtest-dev            unit tests
libbenchmark-dev        statistics of sinter-bench
zlib1g-dev              LLVMConfig.cmake looks for it
libzstd-dev             LLVMConfig.cmake looks for it
libxml2-dev             LLVMConfig.cmake looks for it
libcurl4-openssl-dev    LLVMConfig.cmake looks for it
libedit-dev             LLVMConfig.cmake looks for it
libffi-dev              LLVMConfig.cmake looks for it
python3                 scripts
python3-numpy           scripts read and write .npy files
'
test_packages='
git                     lists the files that style checks read
clang-format-22         checks the layout of sources
python3-onnx            writes and reads ONNX models in tests and samples
python3-sklearn         the set of handwritten digits of samples/digits
libonnx-testdata        the backend tests of ONNX
qemu-system-arm         boards with Cortex-M and AArch64 cores, to run firmware on
qemu-system-misc        boards with RISC-V cores, to run firmware on
qemu-user               runs Linux programs for AArch64, ARM and RISC-V
libc6-dev-arm64-cross   C library of AArch64 Linux: sinter-run for qemu-aarch64
libc6-dev-armhf-cross   C library of ARM Linux: sinter-run for qemu-arm
libc6-dev-riscv64-cross C library of RISC-V Linux: sinter-run for qemu-riscv64
libgcc-12-dev-arm64-cross    start-up code and libgcc that clang links on AArch64
libgcc-12-dev-armhf-cross    the same on ARM
libgcc-12-dev-riscv64-cross  the same on RISC-V
libstdc++-12-dev-arm64-cross    C++ library of AArch64 Linux: sinter-run is C++
libstdc++-12-dev-armhf-cross    the same for ARM
libstdc++-12-dev-riscv64-cross  the same for RISC-V
'

list_only=
packages="$build_packages$test_packages"
for argument in "$@"; do
  case $argument in
  --build-only) packages=$build_packages ;;
  --list) list_only=1 ;;
  -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;;
  *) echo "install-deps.sh: unknown argument '$argument' (try --help)" >&2; exit 2 ;;
  esac
done

if [ -n "$list_only" ]; then
  printf '%s\n' "$packages" | sed '/^$/d'
  exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install-deps.sh: this system has no apt; install what '$0 --list' prints by other means" >&2
  exit 1
fi

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}
missing=
for package in $(printf '%s\n' "$packages" | awk '{print $1}'); do
  installed "$package" || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "install-deps.sh: nothing is missing"
  exit 0
fi

sudo=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install-deps.sh: please run as root (there is no sudo):" >&2
    echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
  sudo=sudo
fi

# $sudo drops the environment, hence env.
apt() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@"; }

# Package lists may be absent (a container) or name versions that the mirror no longer has.
echo "install-deps.sh: installing$missing"
# shellcheck disable=SC2086 # words are meant to split
if ! apt install -y --no-install-recommends $missing; then
  echo "install-deps.sh: refreshing the package lists and trying again"
  apt update
  for package in $missing; do
    if ! apt-cache show "$package" >/dev/null 2>&1; then
      echo "install-deps.sh: apt knows no package '$package'; on Debian 12, check that" >&2
      echo "  bookworm and bookworm-security are in the apt sources" >&2
      exit 1
    fi
  done
  # shellcheck disable=SC2086
  apt install -y --no-install-recommends $missing
fi
