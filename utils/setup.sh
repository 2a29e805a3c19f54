# Sourced by the scripts that people start: quickstart.sh, test.sh and .ci/run.
# shellcheck shell=bash
#
# Gives them $root, $build, and quietly(), which keeps the output of a long step in a log and
# shows the log's end only when the step fails.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
python=/usr/bin/python3 # Debian's, which has numpy; another may come first in PATH
export PYTHONDONTWRITEBYTECODE=1

# quietly LABEL COMMAND...: one line with LABEL and the time it took.
quietly() {
  local label=$1 start=$SECONDS
  shift
  mkdir -p "$build/logs"
  local log=$build/logs/${1##*/}.log
  [ "${1##*/}" = cmake ] && log=$build/logs/cmake${2#-}.log
  printf '  %-54s' "$label"
  if "$@" >"$log" 2>&1; then
    printf '%5d s\n' $((SECONDS - start))
    return 0
  fi
  local code=$?
  printf ' failed\n\n'
  tail -n 40 "$log"
  printf '\n%s failed (exit code %d); the whole log is %s\n' "$label" "$code" "$log" >&2
  return "$code"
}

# prepare [--build-only]: installs what is missing and configures $build.
prepare() {
  quietly "packages (utils/install-deps.sh --list says why)" "$root/utils/install-deps.sh" "$@"
  if [ ! -f "$build/build.ninja" ]; then
    quietly "configure build/" cmake -S "$root" --preset release
  fi
}

# compile LABEL TARGET...: builds with all cores.
compile() {
  local label=$1
  shift
  quietly "$label" cmake --build "$build" --target "$@"
}
