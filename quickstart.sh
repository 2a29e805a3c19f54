#!/usr/bin/env bash
# From nothing to an answer: installs what is missing, builds the compiler and the runner,
# compiles the network in samples/digits and shows what it reads in images of digits.
#
#   usage: quickstart.sh
#
# Needs Debian 12, as root or with sudo for missing packages. A later run takes seconds.
source "$(dirname "${BASH_SOURCE[0]}")/utils/setup.sh"

if [ $# -gt 0 ]; then
  sed -n '2,/^source/{/^source/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
  [ "$1" = --help ] || [ "$1" = -h ] && exit 0
  exit 2
fi

echo "Sinter: from a model file to an answer"
prepare --build-only
[ -x "$build/bin/sinter-run" ] || echo "  (the first build takes some minutes)"
compile "build sinter-compile and sinter-run" sinter-compile sinter-run

module=$build/digits.sinter
quietly "compile samples/digits/digits.onnx" \
  "$build/bin/sinter-compile" "$root/samples/digits/digits.onnx" -o "$module"

echo
"$python" "$root/samples/digits/show.py" "$build/bin/sinter-run" "$module" \
  "$root"/samples/digits/images/[0-9].npy
cat <<EOT
The same by hand:
  $build/bin/sinter-compile $root/samples/digits/digits.onnx -o digits.sinter
  $build/bin/sinter-run digits.sinter --input=@$root/samples/digits/images/7.npy
Next: docs/getting-started.md. Time to result: $SECONDS s.
EOT
