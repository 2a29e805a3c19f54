# Sourced by the scripts that people start: quickstart.sh, test.sh and .ci/run.
# shellcheck shell=bash
#
# Gives them $root, $build, and quietly(), which keeps the output of a long step in a log and
# shows the log's end only when the step fails. $preset names a preset of CMakePresets.json.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${preset-release}
case $preset in
release) build=$root/build ;;
*) build=$root/build-$preset ;;
esac
# Debian's Python has numpy and onnx; another may come first in PATH.
export python=/usr/bin/python3 PYTHONDONTWRITEBYTECODE=1

# usage SCRIPT: prints the comment at the head of a script.
usage() { sed -n '2,/^[^#]/{/^[^#]/d;s/^# \{0,1\}//;p;}' "$1"; }

# quietly LABEL LOG COMMAND...: one line with LABEL and the time; the output goes to
# $build/logs/LOG.log.
quietly() {
  local label=$1 log=$build/logs/$2.log start=$SECONDS code=0
  shift 2
  mkdir -p "$build/logs"
  printf '  %-54s' "$label"
  "$@" >"$log" 2>&1 || code=$?
  if [ "$code" -eq 0 ]; then
    printf '%6d s\n' $((SECONDS - start))
    return 0
  fi
  printf ' failed\n\n'
  tail -n 40 "$log"
  printf '\n%s failed (exit code %d); the whole log is %s\n' "$label" "$code" "$log" >&2
  return "$code"
}

# prepare [--build-only]: installs what is missing and configures $build.
# shellcheck disable=SC2120 # arguments are optional
prepare() {
  quietly "packages (utils/install-deps.sh --list says why)" packages \
    "$root/utils/install-deps.sh" "$@"
  if [ ! -f "$build/build.ninja" ]; then
    cd "$root" # where CMake looks for the preset
    quietly "configure ${build##*/}/" configure cmake --preset "$preset"
    cd "$OLDPWD"
  fi
}

# compile LABEL TARGET...: builds with all cores.
compile() {
  local label=$1
  shift
  quietly "$label" build cmake --build "$build" --target "$@"
}
