"""Checks that all code for a machine is there: nothing undefined, no builtin that calls itself.

    usage: complete.py SCRATCH [--propagate-nan] COMPILER-FLAG...

Compiles operations.py for the machine. A builtin that needs the operation it provides would never return.
"""

import os
import pathlib
import re
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).with_name("operations.py")


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def read_calls(path):
    """Maps each function to those that its code refers to."""
    calls, function = {}, None
    for line in run("llvm-objdump", "--reloc", path).splitlines():
        section = re.match(r"RELOCATION RECORDS FOR \[\.text\.([^\]]+)\]", line)
        if section:
            function = calls.setdefault(section[1], set())
        elif line.startswith("RELOCATION"):
            function = None
        elif function is not None and re.match(r"[0-9a-f]{8}", line):
            function.add(re.sub(r"^\.text\.|[+-]0x.*$", "", line.split()[-1]))
    return calls


def find_cycle(calls):
    """Returns functions of which each calls the next and the last one the first; empty if there are none."""
    done = set()

    def visit(function, path):
        if function in path:
            return path[path.index(function):]
        if function in done:
            return []
        for called in sorted(calls.get(function, ())):
            cycle = visit(called, path + [function])
            if cycle:
                return cycle
        done.add(function)
        return []

    for function in sorted(calls):
        cycle = visit(function, [])
        if cycle:
            return cycle
    return []


def main():
    folder, flags = pathlib.Path(sys.argv[1]), sys.argv[2:]
    script_flags = [flag for flag in flags if flag == "--propagate-nan"]
    os.makedirs(folder, exist_ok=True)
    module, code = folder / "operations.mlir", folder / "operations.o"
    module.write_text(run(sys.executable, SCRIPT, *script_flags))
    run("sinter-compile", module, "--compile-from=link", "--emit=object",
        *[flag for flag in flags if flag not in script_flags], "-o", code)
    undefined = run("llvm-nm", "--undefined-only", "--format=just-symbols", code).split()
    calls = read_calls(code)
    cycle = find_cycle({name: called - {name} if re.fullmatch(r"f\d+", name) else called
                        for name, called in calls.items()})
    builtins = [line.split()[-1] for line in run("llvm-nm", "--defined-only", code).splitlines() if " W " in line]
    print(f"{' '.join(flags)}: undefined [{' '.join(undefined)}], cycle [{' '.join(cycle)}], {len(builtins)} builtins")
    return bool(undefined or cycle)


if __name__ == "__main__":
    sys.exit(main())
