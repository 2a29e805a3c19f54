#!/usr/bin/python3
"""Builds firmware for a board and runs it under QEMU.

    usage: run.py BOARD MODEL [--uart] [--input FILE]... [--numbers TYPE] [--build FOLDER]
               [--count FILE --plugin libsinter-count.so] [--qemu OPTION]...

MODEL is a module, or a static library called model.a, with model.h beside it. Inputs are files of raw
bytes, or .npy files. Prints what the firmware prints: a line with the bytes of each output, or with its
numbers when --numbers says of what type (f32, i8, u8, i16, i32) they are. The exit code is that of the firmware. With --uart the module is not part of the firmware but sent to it. With --count,
FILE tells how often each instruction of the call was executed, for utils/qemu/profile.py.
"""

import argparse
import os
import pathlib
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NUMBERS = {"f32": "f", "i8": "b", "u8": "B", "i16": "h", "i32": "i"}  # as struct calls them


def read_input(path):
    """Returns the bytes of a tensor."""
    if path.suffix != ".npy":
        return path.read_bytes()
    data = path.read_bytes()
    head = 10 + int.from_bytes(data[8:10], "little")  # version 1 of the format
    return data[head:]


class Failure(Exception):
    """The firmware can not be built, or does not end."""


def build(board, model, root, uart=False):
    """Builds firmware below root. Returns its folder."""
    model = model.resolve()
    if model.suffix == ".a" and (uart or model.name != "model.a"):
        raise Failure("a library is linked, from a file called model.a")
    form = "library" if model.suffix == ".a" else "uart" if uart else "flash"
    folder = root / f"{board}-{form}"
    for command in (["cmake", "-S", HERE, "-B", folder, "-G", "Ninja", f"-DBOARD={board}",
                     f"-DMODULE={model if form == 'flash' else ''}",
                     f"-DLIBRARY={model if form == 'library' else ''}"],
                    ["cmake", "--build", folder]):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise Failure(f"{' '.join(map(str, command))} failed\n{result.stdout}{result.stderr}")
    return folder


def read_symbols(elf, kinds=""):
    """Returns the address of each symbol that has a size and is of the kinds of nm that are given, and these sizes."""
    nm = shutil.which("llvm-nm-22") or shutil.which("llvm-nm") or "/usr/lib/llvm-22/bin/llvm-nm"
    text = subprocess.run([nm, "-S", elf], check=True, capture_output=True, text=True).stdout
    at, sizes = {}, {}
    for fields in map(str.split, text.splitlines()):
        if len(fields) == 4 and (not kinds or fields[2] in kinds):
            at[fields[3]], sizes[fields[3]] = int(fields[0], 16), int(fields[1], 16)
    return at, sizes


def count_options(elf, plugin, counts):
    """Returns QEMU's options to count from call_begin to call_end, with the memory they touch."""
    at, sizes = read_symbols(elf)
    regions = [f"region={name}:{at[begin]:#x}:{at[end]:#x}"
               for name, begin, end in (("stack", "stack_bottom", "stack_top"),
                                        ("memory", "free_begin", "free_end"),
                                        ("module", "module_begin", "module_end")) if begin in at]
    if sizes.get("workspace"):
        regions.append(f"region=workspace:{at['workspace']:#x}:{at['workspace'] + sizes['workspace']:#x}")
    return ["-plugin", ",".join([f"file={plugin.resolve()}", f"out={counts}", f"begin={at['call_begin']:#x}",
                                 f"end={at['call_end']:#x}", *regions])]


def run(folder, data, options=(), plugin=None, counts=None):
    """Runs the firmware, whose UART receives the data. Returns its exit code and what it sends."""
    command = [*(folder / "qemu").read_text().split(), "-display", "none", "-monitor", "none",
               "-serial", "stdio", "-semihosting-config", "enable=on,target=native",
               "-kernel", folder / "firmware.elf", *options]
    if counts:
        command += count_options(folder / "firmware.elf", plugin, counts)
    try:
        result = subprocess.run(command, input=data, capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        raise Failure("the firmware did not end within 300 s") from None
    said = result.stderr.decode(errors="replace").strip()
    if result.returncode < 0:
        raise Failure(f"QEMU died of signal {-result.returncode}: {said}")
    if said:
        print(said, file=sys.stderr)
    return result.returncode, result.stdout


def format_numbers(line, kind):
    """Returns the numbers whose bytes the line tells."""
    return " ".join(f"{number:.4g}" for (number,) in struct.iter_unpack("<" + NUMBERS[kind], bytes.fromhex(line)))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("board")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--uart", action="store_true")
    parser.add_argument("--input", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--numbers", choices=NUMBERS)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("firmware"))
    parser.add_argument("--count", type=pathlib.Path)
    parser.add_argument("--plugin", type=pathlib.Path)
    parser.add_argument("--qemu", action="append", default=[])
    arguments = parser.parse_args()
    if bool(arguments.count) != bool(arguments.plugin):
        parser.error("--count and --plugin need each other")
    data = b"".join(map(read_input, arguments.input))
    if arguments.uart:
        module = arguments.model.read_bytes()
        data = len(module).to_bytes(4, "little") + module + data
    try:
        folder = build(arguments.board, arguments.model, arguments.build, arguments.uart)
        code, text = run(folder, data, arguments.qemu, arguments.plugin, arguments.count)
    except Failure as failure:
        sys.exit(f"error: {failure}")
    if arguments.numbers and code == 0:
        text = "".join(format_numbers(line, arguments.numbers) + "\n" for line in text.decode().split()).encode()
    os.write(1, text)
    return code


if __name__ == "__main__":
    sys.exit(main())
