"""Holds the table of sizes in docs/rationale/builtins.md against the code for Cortex-M0.

    usage: sizes.py SCRATCH DOCUMENT [--print]

A row reads "| `name`, `name` | bytes |": a model that calls the functions grows by so much, whatever these call in turn
included. Code that has grown fails, and so does a table that promises much less than there is.
"""

import os
import pathlib
import re
import sys

from complete import read_calls, run
from compute import write_references

ROW = re.compile(r"^\| (`.*`) \| ([0-9]+) \|$", re.M)


def add_callees(name, calls, found):
    if name not in found:
        found.add(name)
        for callee in calls.get(name, ()):
            add_callees(callee, calls, found)
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    rows = [(re.findall(r"`([^`]+)`", names), int(size))
            for names, size in ROW.findall(pathlib.Path(sys.argv[2]).read_text())]
    references, code = folder / "references.mlir", folder / "builtins.o"
    write_references(references, sorted({name for names, _ in rows for name in names}))
    run("sinter-compile", references, "--compile-from=link", "--emit=object", "--target=cortex-m0", "-o", code)

    sizes = {}
    for line in run("llvm-nm", "--print-size", "--defined-only", code).splitlines():
        fields = line.split()
        if len(fields) == 4:
            sizes[fields[3]] = int(fields[1], 16)
    calls, failed = read_calls(code), False
    for names, stated in rows:
        found = set()
        for name in names:
            add_callees(name, calls, found)
        size = sum(sizes[name] for name in found)
        wrong = not 0.9 * stated <= size <= stated
        failed |= wrong
        if wrong or "--print" in sys.argv:
            print(f"| {', '.join(f'`{name}`' for name in names)} | {size} |")
    print(f"{len(rows)} rows, {'wrong ones above' if failed else 'all right'}")
    return failed or not rows


if __name__ == "__main__":
    sys.exit(main())
