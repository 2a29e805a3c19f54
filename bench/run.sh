#!/usr/bin/env bash
# Measures Sinter against ONNX Runtime; docs/benchmarks.md explains the results.
#
#   usage: bench/run.sh [--models=FOLDER]... [--threads=1,2] [--only=REGEX] [--quick] ...
#          bench/run.sh --help lists all options
#
# Models come from the folders of --models, or of BENCH_DIR and SINTER_MODELS. ONNX Runtime comes
# from the npm package onnxruntime-node: in the folder that ORT_DIR names (where `npm install` was
# run), else in build/bench/ort, into which it is installed when it is missing.
# NO_BUILD=1 takes the tools that are in build/bin as they are.

source "$(dirname "${BASH_SOURCE[0]}")/../utils/setup.sh"

results=$build/bench
package=node_modules/onnxruntime-node/bin

# find_library FOLDER: prints the path of ONNX Runtime's library for this machine.
find_library() {
  local machine
  case $(uname -m) in
  x86_64) machine=x64 ;;
  aarch64) machine=arm64 ;;
  *) machine=none ;;
  esac
  compgen -G "$1/$package/napi-v*/linux/$machine/libonnxruntime.so.1" | head -n 1
}

install_library() {
  mkdir -p "$results/ort"
  (cd "$results/ort" && npm install --ignore-scripts --no-audit --no-fund onnxruntime-node)
}

ort=${ORT_DIR:-$results/ort}
library=$(find_library "$ort" || true)
if [ -z "$library" ] && [ -z "${ORT_DIR-}" ] && command -v npm >/dev/null; then
  quietly "ONNX Runtime (npm install onnxruntime-node)" ort install_library || true
  library=$(find_library "$ort" || true)
fi
if [ -z "$library" ]; then
  echo "bench/run.sh: no ONNX Runtime in $ort: run 'npm install --ignore-scripts" \
    "onnxruntime-node' in a folder and let ORT_DIR name it" >&2
  exit 1
fi

if [ -z "${NO_BUILD-}" ]; then
  prepare --build-only
  compile "build the tools and the benchmark's programs" sinter-compile sinter-run sinter-bench \
    bench-programs
fi
exec "$python" "$root/bench/run.py" --tools "$build/bin" --library "$library" --output "$results" "$@"
