#!/usr/bin/python3
"""Builds firmware for a board and runs it under QEMU.

    usage: run.py BOARD MODEL [--uart] [--input FILE]... [--numbers TYPE] [--build FOLDER]
               [--count FILE --plugin libsinter-count.so] [--qemu OPTION]...

MODEL is a module, or a static library called model.a, with model.h beside it. Each input takes one --input, a file of raw
bytes or a .npy file; they are held against what model.h tells, or sinter-dump if that is on PATH or was built here.
Prints what the firmware prints: a line with the bytes of each output, or with its numbers when --numbers says of what type (f32, i8, u8, i16, i32) they are. The exit code is that of the firmware. With --uart the module is not part of the firmware but sent to it. With --count,
FILE tells how often each instruction of the call was executed, for utils/qemu/profile.py.
"""

import argparse
import ast
import math
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NUMBERS = {"f32": "f", "i8": "b", "u8": "B", "i16": "h", "i32": "i"}  # as struct calls them


# Element types by NumPy's names, and their bytes.
ELEMENTS = {"f2": "f16", "f4": "f32", "f8": "f64", "b1": "i1", "i1": "i8", "u1": "ui8", "i2": "i16", "u2": "ui16",
            "i4": "i32", "u4": "ui32", "i8": "i64", "u8": "ui64"}


class Failure(Exception):
    """The firmware can not be built, or does not end; or it would get the wrong inputs."""


def read_input(path):
    """Returns the bytes of a tensor and, if the file tells, its element type and dims."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Failure(f"cannot read input {path}: {error.strerror}") from None
    if path.suffix != ".npy":
        return data, None, None
    wide = data[6:7] > b"\1"  # of versions of the format after the first, the header's length has four bytes
    head = (12 if wide else 10) + int.from_bytes(data[8:12 if wide else 10], "little")
    try:
        facts = ast.literal_eval(data[12 if wide else 10:head].decode())
        element, dims = ELEMENTS[facts["descr"][1:]], facts["shape"]
        if not data.startswith(b"\x93NUMPY") or facts["fortran_order"] and len(dims) > 1 or facts["descr"][0] == ">":
            raise ValueError
    except (ValueError, KeyError, TypeError, SyntaxError):
        raise Failure(f"input {path} is no .npy file of row-major, little-endian numbers") from None
    return data[head:], element, dims


def read_signature(model):
    """Returns name, dims, element type and bytes of each input, or nothing if the model does not tell."""
    if model.suffix == ".a":
        try:
            text = (model.parent / "model.h").read_text()
        except OSError as error:
            raise Failure(f"cannot read {model.parent / 'model.h'}: {error.strerror}") from None
        facts = dict(re.findall(r"#define \w+?_(INPUT_\w+) (.*)", text))
        names = [key.removesuffix("_NAME") for key in facts if key.endswith("_NAME")]
        return [(facts[f"{name}_NAME"].strip('"'),
                 tuple(map(int, re.findall(r"\d+", facts.get(f"{name}_DIMS", "")))),  # a single number has none
                 facts[f"{name}_ELEMENT"].strip('"'), int(facts[f"{name}_BYTES"])) for name in names]
    built = HERE.parents[1] / "build/bin/sinter-dump"
    tool = shutil.which("sinter-dump") or (str(built) if built.exists() else None)
    if not tool:
        print("note: inputs are not checked: sinter-dump is neither on PATH nor built here", file=sys.stderr)
        return None
    text = subprocess.run([tool, model], capture_output=True, text=True).stdout
    found = re.search(r"^\w+\((.*)\) -> ", text, re.MULTILINE)
    if not found:  # no module: the firmware will say so
        return None
    inputs = re.findall(r"(\S+): ((?:\d+x)*)([a-z]+(\d+))(?:, |$)", found[1])
    if len(inputs) != found[1].count(": "):  # dims that a call decides
        return None
    return [(name, dims, element, math.prod(dims) * max(1, int(bits) // 8))
            for name, shape, element, bits in inputs for dims in [tuple(map(int, shape.split("x")[:-1]))]]


def describe(dims, element):
    return "".join(f"{dim}x" for dim in dims) + element


def read_inputs(paths, model):
    """Returns the bytes of all inputs of the model."""
    signature, inputs = read_signature(model), [read_input(path) for path in paths]
    if signature is not None and len(signature) != len(inputs):
        listed = ", ".join(f"{name}: {describe(dims, element)}" for name, dims, element, _ in signature)
        raise Failure(f"each input of the model takes one --input ({listed}), but there are {len(inputs)}")
    for path, (data, element, dims), expected in zip(paths, inputs, signature or []):
        name, wanted, kind, size = expected
        if element and (element.lstrip("u") != kind.lstrip("u") or math.prod(dims) != math.prod(wanted)):
            raise Failure(f"input {path} is {describe(dims, element)}, but {name} is {describe(wanted, kind)}")
        if len(data) != size:
            raise Failure(f"input {path} has {len(data)} bytes, but {name}, {describe(wanted, kind)}, has {size}")
    return b"".join(data for data, _, _ in inputs)


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
    boards = sorted(path.stem for path in (HERE / "boards").glob("*.cmake"))
    if arguments.board not in boards:
        parser.error(f"unknown board {arguments.board!r}; there are: {', '.join(boards)}")
    if not arguments.model.is_file():
        parser.error(f"there is no model {arguments.model}")
    try:
        data = read_inputs(arguments.input, arguments.model)
        if arguments.uart:
            module = arguments.model.read_bytes()
            data = len(module).to_bytes(4, "little") + module + data
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
