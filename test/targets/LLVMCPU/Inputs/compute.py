"""Holds arithmetic by builtins on other CPUs against the host's own.

    usage: compute.py SCRATCH (EMULATOR|- CLANG-FLAGS COMPILER-FLAGS)...

Compiles arithmetic.c for the host and for each CPU, there linked with builtins alone, runs all and compares their
checksums. An EMULATOR may have flags. With -DSEMIHOSTED the program is one for a Cortex-M0 without operating system.
What the program calls becomes a module of references, whose object file brings the builtins along.
"""

import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).with_name("arithmetic.c")
# Each operation is itself: nothing is contracted, and errno is nobody's.
FLAGS = ["-O1", "-ffp-contract=off", "-fno-math-errno", "-Wall", "-Wextra"]


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def write_references(path, names):
    declarations = "".join(f"  llvm.func @{name}()\n" for name in names)
    references = "".join(f"    %{i} = llvm.mlir.addressof @{name} : !llvm.ptr\n"
                         f"    llvm.store volatile %{i}, %slot : !llvm.ptr, !llvm.ptr\n"
                         for i, name in enumerate(names))
    path.write_text('module {\n  exec.export "main" inputs [] outputs [] workspace 0\n'
                    f"{declarations}"
                    "  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {\n"
                    "    %slot = llvm.mlir.zero : !llvm.ptr\n"
                    f"{references}    llvm.return %slot : !llvm.ptr\n  }}\n}}\n")


def build(folder, clang_flags, compiler_flags):
    """Returns the program for the other CPU."""
    program, references = folder / "program", folder / "references.mlir"
    run("clang-22", *FLAGS, "-ffreestanding", "-fno-pic", *clang_flags, "-c", SOURCE, "-o", folder / "program.o")
    names = run("llvm-nm", "--undefined-only", "--format=just-symbols", folder / "program.o").split()
    write_references(references, names)
    run("sinter-compile", references, "--compile-from=link", "--emit=object", *compiler_flags, "-o",
        folder / "builtins.o")
    script = ["-T", SOURCE.with_name("microbit.ld")] if "-DSEMIHOSTED" in clang_flags else []
    run("ld.lld", "--gc-sections", *script, folder / "program.o", folder / "builtins.o", "-o", program)
    return program, len(names)


def check(folder, emulator, clang_flags, compiler_flags, expected):
    """Returns whether the program for another CPU prints what is `expected`."""
    os.makedirs(folder, exist_ok=True)
    program, count = build(folder, clang_flags.split(), compiler_flags.split())
    actual = run(*([] if emulator == "-" else emulator.split()), program).splitlines()
    for mine, right in zip(actual, expected):
        if mine != right:
            print(f"{compiler_flags}: checksum {mine}, expected {right}")
    if len(actual) != len(expected):
        print(f"{compiler_flags}: {len(actual)} checksums, expected {len(expected)}")
    if actual == expected:
        print(f"{compiler_flags}: {len(actual)} operations agree by way of {count} builtins")
    return actual == expected


def main():
    folder, triples = pathlib.Path(sys.argv[1]), sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    run("clang-22", *FLAGS, "-DHOSTED", SOURCE, "-lm", "-o", folder / "host")
    expected = run(folder / "host").splitlines()
    results = [check(folder / str(i), *triples[i:i + 3], expected) for i in range(0, len(triples), 3)]
    return not results or not all(results)


if __name__ == "__main__":
    sys.exit(main())
