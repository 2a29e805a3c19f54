#!/usr/bin/python3
"""Builds firmware for a board and runs it under QEMU.

    usage: run.py BOARD MODEL [--uart] [--input FILE]... [--build FOLDER]
               [--count FILE --plugin libsinter-count.so] [--qemu OPTION]...

MODEL is a module, or a static library called model.a, with model.h beside it. Inputs are files of raw
bytes, or .npy files. Prints what the firmware prints: a line with the bytes of each output. The exit code
is that of the firmware. With --uart the module is not part of the firmware but sent to it. With --count,
FILE tells how often each instruction of the call was executed, for utils/qemu/profile.py.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def read_input(path):
    """Returns the bytes of a tensor."""
    if path.suffix != ".npy":
        return path.read_bytes()
    data = path.read_bytes()
    head = 10 + int.from_bytes(data[8:10], "little")  # version 1 of the format
    return data[head:]


def build(arguments):
    """Returns the folder that holds the firmware."""
    model = arguments.model.resolve()
    if model.suffix == ".a" and (arguments.uart or model.name != "model.a"):
        sys.exit("error: a library is linked, from a file called model.a")
    form = "library" if model.suffix == ".a" else "uart" if arguments.uart else "flash"
    folder = arguments.build / f"{arguments.board}-{form}"
    for command in (["cmake", "-S", HERE, "-B", folder, "-G", "Ninja",
                     f"-DBOARD={arguments.board}", f"-DMODULE={model if form == 'flash' else ''}",
                     f"-DLIBRARY={model if form == 'library' else ''}"],
                    ["cmake", "--build", folder]):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"error: {' '.join(map(str, command))} failed\n{result.stdout}{result.stderr}")
    return folder


def count_options(arguments, elf):
    """Returns QEMU's options to count from call_begin to call_end, with the memory they touch."""
    nm = shutil.which("llvm-nm-22") or shutil.which("llvm-nm") or "/usr/lib/llvm-22/bin/llvm-nm"
    text = subprocess.run([nm, elf], check=True, capture_output=True, text=True).stdout
    at = {fields[2]: f"0x{fields[0]}" for fields in map(str.split, text.splitlines())
          if len(fields) == 3}
    regions = [f"region={name}:{at[begin]}:{at[end]}"
               for name, begin, end in (("stack", "stack_bottom", "stack_top"),
                                        ("memory", "free_begin", "free_end"),
                                        ("module", "module_begin", "module_end")) if begin in at]
    return ["-plugin", ",".join([f"file={arguments.plugin.resolve()}", f"out={arguments.count}",
                                 f"begin={at['call_begin']}", f"end={at['call_end']}", *regions])]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("board")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--uart", action="store_true")
    parser.add_argument("--input", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("firmware"))
    parser.add_argument("--count", type=pathlib.Path)
    parser.add_argument("--plugin", type=pathlib.Path)
    parser.add_argument("--qemu", action="append", default=[])
    arguments = parser.parse_args()
    if bool(arguments.count) != bool(arguments.plugin):
        parser.error("--count and --plugin need each other")
    folder = build(arguments)
    data = b"".join(map(read_input, arguments.input))
    if arguments.uart:
        module = arguments.model.read_bytes()
        data = len(module).to_bytes(4, "little") + module + data
    command = [*(folder / "qemu").read_text().split(), "-display", "none", "-monitor", "none",
               "-serial", "stdio", "-semihosting-config", "enable=on,target=native",
               "-kernel", folder / "firmware.elf", *arguments.qemu]
    if arguments.count:
        command += count_options(arguments, folder / "firmware.elf")
    try:
        result = subprocess.run(command, input=data, stdout=subprocess.PIPE, timeout=300)
    except subprocess.TimeoutExpired:
        sys.exit("error: the firmware did not end within 300 s")
    os.write(1, result.stdout)
    return result.returncode


sys.exit(main())
