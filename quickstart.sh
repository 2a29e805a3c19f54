#!/usr/bin/env bash
# From nothing to an answer: installs what is missing, builds the compiler and the runner,
# compiles the network in samples/digits and shows what it reads in images of digits.
#
#   usage: quickstart.sh
#
# Needs Debian 12; root or sudo if packages are missing. A later run takes seconds.

source "$(dirname "${BASH_SOURCE[0]}")/utils/setup.sh"

case ${1-} in
'') ;;
-h | --help) usage "$0" && exit 0 ;;
*) usage "$0" >&2 && exit 2 ;;
esac

echo "Sinter: from a model file to an answer"
prepare --build-only
[ -x "$build/bin/sinter-run" ] || echo "  (the first build takes some minutes)"
compile "build the compiler and the tools" \
  sinter-compile sinter-run sinter-bench sinter-dump

model=$root/samples/digits/digits.onnx
images=$root/samples/digits/images
module=$build/digits.sinter
quietly "compile samples/digits/digits.onnx" digits "$build/bin/sinter-compile" "$model" -o "$module"

echo
"$python" "$root/samples/digits/show.py" "$build/bin/sinter-run" "$module" "$images"/[0-9].npy
cat <<EOT
The same by hand:
  $build/bin/sinter-compile $model -o digits.sinter
  $build/bin/sinter-run digits.sinter --input=@$images/7.npy

Time to result: $SECONDS s. Next: docs/getting-started.md
EOT
