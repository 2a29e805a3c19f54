#!/usr/bin/env python3
"""run_library.py MODEL INPUT.npy EXPECTED.npy TOLERANCE TARGET...: static libraries for other machines.

For each target the model (one input, one output) becomes a library, is linked with
library_bare.c and nothing else, and runs under QEMU's user mode. Its output must equal the
expected one within the tolerance, and the stack that it took must be what the header says:
not more, and within a quarter (or 64 bytes). TARGET:-Os compiles for size, which must give less code
than TARGET before it.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy

# Target: how clang compiles for it, and what runs it.
MACHINES = {
    "cortex-m0": ("--target=thumbv6m-none-eabi -mcpu=cortex-m0", "qemu-arm -cpu cortex-a15"),
    "cortex-m4": ("--target=thumbv7em-none-eabihf -mcpu=cortex-m4", "qemu-arm -cpu cortex-a15"),
    "cortex-m7": ("--target=thumbv7em-none-eabihf -mcpu=cortex-m7", "qemu-arm -cpu max"),
    "cortex-m33": ("--target=thumbv8m.main-none-eabihf -mcpu=cortex-m33", "qemu-arm -cpu max"),
    "cortex-a53": ("--target=aarch64-none-elf", "qemu-aarch64 -cpu cortex-a53"),
    "rv32imac": ("--target=riscv32-none-elf -march=rv32imac -mabi=ilp32", "qemu-riscv32 -cpu rv32"),
    "rv64gc": ("--target=riscv64-none-elf -march=rv64gc -mabi=lp64d -mcmodel=medany", "qemu-riscv64 -cpu rv64"),
}


def run(command, **options):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, **options)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {result.returncode}\n"
                 f"{result.stderr.decode(errors='replace')[-3000:]}")
    return result.stdout


def put_sizes(header):
    """Gives the only input and output names that do not depend on the model."""
    for kind in ("INPUT", "OUTPUT"):
        size = re.search(rf"#define NET_{kind}_\w+_BYTES (\d+)", header)[1]
        header = header.replace("#endif /* NET_H_ */", f"#define NET_{kind}_BYTES {size}\n#endif /* NET_H_ */")
    return header


def main():
    model, stored, reference, tolerance = sys.argv[1:5]
    given, expected = numpy.load(stored), numpy.load(reference)
    program = pathlib.Path(__file__).parent / "library_bare.c"
    code = {}
    for target in sys.argv[5:]:
        name, _, option = target.partition(":")
        flags, emulator = MACHINES[name]
        with tempfile.TemporaryDirectory() as folder:
            run(["sinter-compile", model, f"--target={name}", "--emit=static-library", "-o", f"{folder}/net.a",
                 *option.split()])
            header = pathlib.Path(folder, "net.h")
            code[target] = int(re.search(r"#define NET_CODE_BYTES (\d+)", header.read_text())[1])
            header.write_text(put_sizes(header.read_text()))
            run(["clang", *flags.split(), "-std=gnu99", "-Wall", "-Wextra", "-Werror", "-ffreestanding",
                 "-fomit-frame-pointer", "-O2", f"-I{folder}", "-c", program, "-o", f"{folder}/main.o"])
            run(["ld.lld", "-static", "--gc-sections", "--no-undefined", f"{folder}/main.o", f"{folder}/net.a",
                 "-o", f"{folder}/main"])
            printed = run([*emulator.split(), f"{folder}/main"], input=given.tobytes())
        answers = numpy.frombuffer(printed[-12:], "<i4")
        output = numpy.frombuffer(printed[:-12], expected.dtype).reshape(expected.shape)
        status, used, stated = answers
        if status != 0 or output.size != expected.size:
            sys.exit(f"{target}: run returned {status}")
        difference = numpy.abs(output.astype("f8") - expected.astype("f8")).max()
        print(f"{target}: largest difference {difference:g}; stack {used} of {stated}; code {code[target]}")
        if difference > float(tolerance):
            sys.exit(f"{target}: the output is wrong")
        if not 0 < used <= stated or stated > max(used * 1.25, used + 64):
            sys.exit(f"{target}: the stated stack is wrong")
        if option == "-Os" and code[target] >= code[name]:
            sys.exit(f"{target}: code for size is not smaller than {code[name]} bytes")


main()
