#!/usr/bin/env bash
# Builds everything and runs tests. Ends with the line "N passed, N failed".
#
#   usage: test.sh [SUITE]
#
#   (no suite)     all fast tests: lit, GoogleTest, end to end, layers, examples in the docs
#   asan           the same with sanitizers and assertions, in build-asan/
#   onnx-backend   the backend tests of ONNX (Debian package libonnx-testdata)
#   large          ONNX models of more than 2 GiB of weights, and of 10,000 nodes; takes minutes
#   tflite         operators of TFLite, compared with TFLite Micro's reference kernels
#   models         real models, in the folder that SINTER_MODELS names
#   embedded       those for microcontrollers as firmware, on boards that QEMU shows
#   fuzz [TARGET...] [--seconds N]   the fuzz targets under libFuzzer, in build-fuzz/; 10 minutes each
#
# Installs missing Debian packages first (root or sudo). Logs are in build/logs/.

suite=${1-fast}
case $suite in asan | fuzz) preset=$suite ;; esac
source "$(dirname "${BASH_SOURCE[0]}")/utils/setup.sh"

# run_lit LIT_ARGUMENT...: runs lit tests; shows what failed, then the sums.
run_lit() {
  local results=$build/logs/$suite.json log=$build/logs/$suite.log start=$SECONDS
  mkdir -p "$build/logs"
  rm -f "$results"
  printf '  %-54s' "run the tests"
  /usr/lib/llvm-22/bin/lit -v --no-progress-bar -o "$results" "$@" >"$log" 2>&1 || true
  printf '%6d s\n' $((SECONDS - start))
  if [ ! -f "$results" ]; then
    tail -n 20 "$log"
    echo "0 passed, 1 failed"
    return 1
  fi
  grep -h 'note: skipped' "$log" | sed 's/.*note: /  /' || true
  local code=0
  "$python" "$root/utils/count-results.py" "$results" >"$results.txt" || code=$?
  if [ "$code" -ne 0 ]; then
    # `head` may close the pipe early, which is no failure.
    sed -n '/TEST .* FAILED \*/,/^\*\*\*\*\*\*/p' "$log" | head -n 120 || true
    echo "  the whole log is $log"
  fi
  cat "$results.txt"
  return "$code"
}

case $suite in
fast | asan)
  prepare
  compile "build everything" all test-depends
  run_lit "$build/test" "$build/test/unit" "$build/test/runtime"
  ;;
onnx-backend)
  prepare
  compile "build sinter-compile and sinter-run" sinter-compile sinter-run
  exec "$python" "$root/test/onnx/run_backend.py" --tools "$build/bin"
  ;;
large)
  prepare
  compile "build sinter-compile and sinter-run" sinter-compile sinter-run
  exec "$python" "$root/test/onnx/run_large.py" --tools "$build/bin"
  ;;
tflite)
  prepare
  compile "build sinter-compile and sinter-run" sinter-compile sinter-run
  exec "$python" "$root/test/tflite/run_cases.py" --tools "$build/bin"
  ;;
models)
  prepare
  compile "build sinter-compile and sinter-run" sinter-compile sinter-run
  exec "$python" "$root/test/models/run_models.py" --tools "$build/bin"
  ;;
embedded)
  prepare
  compile "build sinter-compile and sinter-count" sinter-compile sinter-count
  exec "$python" "$root/bench/embedded.py" --tools "$build/bin" --check --json "$build/bench/embedded.json"
  ;;
fuzz)
  prepare
  compile "build the fuzz targets" fuzzers
  exec "$python" "$root/test/fuzz/run.py" "$build" "${@:2}"
  ;;
-h | --help) usage "$0" ;;
*)
  echo "test.sh: there is no suite '$suite'" >&2
  usage "$0" >&2
  exit 2
  ;;
esac
