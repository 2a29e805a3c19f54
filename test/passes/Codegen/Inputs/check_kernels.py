"""Compiles the functions of kernel_cases.py twice, by the passes under test for one kind of machine
and by upstream's scalar loops, runs both and compares.

usage: check_kernels.py MACHINE FOLDER   (a scratch folder; compilers are found in PATH)
"""

import math
import os
import pathlib
import re
import subprocess
import sys

import kernel_cases

# What the passes are told of the machine, and what the compiler is told.
MACHINES = {
    "avx512": ("vectorBits = 512, vectorRegisters = 32, hasFma = true", "skylake-avx512"),
    "avx2": ("vectorBits = 256, vectorRegisters = 16, hasFma = true", "haswell"),
    "sse": ("vectorBits = 128, vectorRegisters = 16", "x86-64-v2"),
    "scalar": ("vectorRegisters = 16", "x86-64-v2"),
    "index32": ("vectorBits = 128, vectorRegisters = 16, indexBits = 32", "x86-64-v2"),
}
TESTED = ["--tile-registers", "--convert-linalg-to-loops", "--lower-affine",
          "--convert-scf-to-cf", "--expand-math", "--lower-dispatches"]
REFERENCE = ["--convert-linalg-to-loops", "--lower-affine", "--convert-scf-to-cf",
             "--lower-dispatches"]


def run(command, text):
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stderr[-4000:]}")
    return result.stdout


def compile_library(functions, passes, machine, output):
    """Builds a shared library; returns the module after the passes."""
    facts, cpu = MACHINES[machine]
    attribute = f'#exec.machine<triple = "x86_64-linux-gnu", cpu = "", features = "", {facts}>'
    body = "".join(function.text() for function in functions)
    module = f"module attributes {{exec.machine = {attribute}}} {{\n{body}}}\n"
    lowered = run(["sinter-opt", *passes], module)
    # LLVM's tools know neither our attributes nor why a dispatch should be hidden.
    plain = re.sub(r"exec\.machine = #exec\.machine<[^>]*>", "", lowered)
    ir = run(["mlir-translate-22", "--mlir-to-llvmir"], plain).replace(" hidden ", " ")
    run(["clang-22", "-x", "ir", "-", "-O2", "-shared", "-fPIC", f"-march={cpu}",
         "-Wno-override-module", "-o", output, "-lm"], ir)
    return lowered


def describe(function, lowered):
    """The line that tells compare.c how to call the function."""
    header = next(line for line in lowered.splitlines() if f"@{function.name}(" in line)
    words = [function.name, re.search(r"exec\.workgroups = (\d+)", header).group(1),
             str(function.tolerance)]
    for name, (dims, element) in function.arguments.items():
        role = "t" if name in function.scratch else "o"
        word = f"{role}:{element}:{math.prod(dims)}"
        words.append(word + "".join(f":{bound}" for bound in function.ranges.get(name, ())))
    return " ".join(words)


def main():
    machine, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    functions = list(kernel_cases.all_cases())
    driver, tested, reference = folder / "compare", folder / "tested.so", folder / "reference.so"
    source = pathlib.Path(__file__).with_name("compare.c")
    run(["clang-22", "-O1", "-o", driver, source, "-ldl", "-lm"], "")
    compile_library(functions, REFERENCE, "scalar", reference)
    lowered = compile_library(functions, TESTED, machine, tested)
    calls = "\n".join(describe(function, lowered) for function in functions) + "\n"
    result = subprocess.run([driver, reference, tested], input=calls, capture_output=True,
                            text=True)
    if result.returncode:
        print(result.stdout)
        sys.exit(f"{machine}: " + (f"ended by signal {-result.returncode}"
                                   if result.returncode < 0 else "results differ"))
    print(machine, result.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
