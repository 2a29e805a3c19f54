#!/bin/sh
# check_stack.sh PROGRAM.c MODEL TARGET...: compiles the model for each target, without and with
# optimization and for size, and holds the stack that the program measures against what the header says.
program=$1 model=$2
shift 2
for target in "$@"; do
  for level in 0 3 s; do
    sinter-compile "$model" --target="$target" -O$level --emit=static-library -o digits.a &&
      clang -O2 -I. "$program" digits.a -o stack || exit 1
    # "3664 bytes of 3664"
    ./stack > measured || exit 1
    read -r used _ _ stated < measured
    echo "$target -O$level: $used of $stated"
    [ "$used" -gt 0 ] && [ "$used" -le "$stated" ] && [ $((stated * 4)) -le $((used * 5)) ] || exit 1
  done
done
