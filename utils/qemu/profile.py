#!/usr/bin/python3
"""Joins what libsinter-count.so counted with symbols: by class of instruction, by function, by dispatch.

    usage: profile.py COUNTS ELF[@ADDRESS]... [--report FILE] [--stack NAME] [--json FILE] [--rows N]

COUNTS is the plugin's file. The first ELF is the program. Code of another, linked at 0, lies at ADDRESS, a
number or a symbol of the program. It may be a .sinter module compiled with --debug-symbols that lies at ADDRESS
and whose code runs there.
The report of sinter-compile --report-json tells which nodes of the model a function computes; functions
are found in it by their names, which libraries put a prefix before. --stack tells which region of the
counts is the stack: how much of it was used is what is behind its lowest address touched.

Prints a table; --json writes all of it, "-" to standard output instead of the table.
"""

import argparse
import bisect
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import classes  # noqa: E402

UNKNOWN = "(unknown)"


def tool(name):
    """Returns the path of one of LLVM's tools."""
    for path in (f"/usr/lib/llvm-22/bin/{name}", f"{name}-22", name):
        if shutil.which(path):
            return path
    sys.exit(f"profile.py: error: {name} not found; run utils/install-deps.sh")


def output(*command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"profile.py: error: {' '.join(map(str, command))} failed: {result.stderr.strip()}")
    return result.stdout


def read_counts(path):
    """Returns the plugin's file as a dictionary."""
    counts = {"target": "", "windows": [], "regions": {}, "places": {}}
    for line in path.read_text().splitlines():
        kind, *fields = line.split()
        if kind == "target":
            counts["target"] = fields[0]
        elif kind == "window":
            counts["windows"].append(int(fields[0]))
        elif kind == "region":
            counts["regions"][fields[0]] = {
                "bytes_read": int(fields[1]), "bytes_written": int(fields[2]),
                "lowest": int(fields[3], 0), "behind_highest": int(fields[4], 0)}
        elif kind == "at":
            counts["places"][int(fields[0], 0)] = tuple(map(int, fields[1:]))
    if not counts["windows"]:
        sys.exit(f"profile.py: error: {path} holds no window: was the end never reached?")
    return counts


class Code:
    """Instructions and functions of an ELF file, by address in memory."""

    def __init__(self, target):
        self.classify = classes.CLASSIFIERS[target]
        self.instructions, self.functions = {}, []
        more = ["--mattr=+m,+a,+f,+d,+c,+v"] if target.startswith("riscv") else []
        self.disassemble = [tool("llvm-objdump"), "-d", "--no-show-raw-insn", *more]

    def add(self, path, address):
        for line in output(*self.disassemble, path).splitlines():
            found = re.match(r"\s*([0-9a-f]+):\s+(\S+)\s*(.*)$", line)
            if found:
                operands = re.split(r"[<@#]", found[3])[0]
                self.instructions[int(found[1], 16) + address] = self.classify(found[2], operands)
        for line in output(tool("llvm-readelf"), "-sW", path).splitlines():
            fields = line.split(None, 7)
            if len(fields) == 8 and fields[3] == "FUNC" and fields[6] != "UND":
                begin = (int(fields[1], 16) & ~1) + address
                self.functions.append((begin, int(fields[2], 0), fields[7]))
        self.functions.sort()

    def function_at(self, address):
        index = bisect.bisect_right(self.functions, (address, sys.maxsize, "")) - 1
        if index >= 0:
            begin, size, name = self.functions[index]
            if size == 0 or address < begin + size:
                return name
        return UNKNOWN


def find_address(text, program):
    """Returns the number, or the address of the symbol in the program."""
    if text[0].isdigit():
        return int(text, 0)
    for fields in map(str.split, output(tool("llvm-nm"), program).splitlines()):
        if len(fields) == 3 and fields[2] == text:
            return int(fields[0], 16)
    sys.exit(f"profile.py: error: {program} has no symbol '{text}'")


def read_module(path, folder):
    """Returns the ELF file inside a module and where it begins."""
    data = path.read_bytes()
    begin = data.find(b"\x7fELF")
    if begin < 0:
        sys.exit(f"profile.py: error: {path} holds no code")
    elf = pathlib.Path(folder) / (path.name + ".elf")
    elf.write_bytes(data[begin:])
    return elf, begin


def read_nodes(path):
    """Returns the nodes of each dispatch by its name, from what sinter-compile --report-json wrote."""
    nodes = {}

    def visit(value):
        if isinstance(value, dict):
            if "name" in value and "nodes" in value:
                nodes[value["name"]] = value["nodes"]
            value = list(value.values())
        if isinstance(value, list):
            for element in value:
                visit(element)

    visit(json.loads(path.read_text()))
    return nodes


def join(counts, code, nodes, stack):
    by_class, functions = collections.Counter(), {}
    for address, (count, read, written) in counts["places"].items():
        kind = code.instructions.get(address, "unknown")
        by_class[kind] += count
        name = code.function_at(address)
        function = functions.setdefault(name, {"instructions": 0, "bytes_read": 0, "bytes_written": 0,
                                               "classes": collections.Counter()})
        function["instructions"] += count
        function["bytes_read"] += read
        function["bytes_written"] += written
        function["classes"][kind] += count
    for name, function in functions.items():
        dispatch = re.search(r"dispatch_\d+\w*", name)
        if dispatch:
            function["dispatch"] = dispatch[0]
            function["nodes"] = nodes.get(dispatch[0], [])
    result = {"target": counts["target"], "windows": counts["windows"],
              "instructions": counts["windows"][-1], "classes": dict(sorted(by_class.items())),
              "regions": counts["regions"],
              "functions": dict(sorted(functions.items(),
                                       key=lambda item: (-item[1]["instructions"], item[0])))}
    if stack:
        region = counts["regions"][stack]
        result["stack_bytes"] = region["behind_highest"] - region["lowest"]
    return result


def print_table(result, rows):
    total = max(result["instructions"], 1)
    print(f"{result['instructions']} instructions")
    for kind, count in sorted(result["classes"].items(), key=lambda item: -item[1]):
        print(f"  {kind:12} {count:12} {100 * count / total:5.1f} %")
    for name, region in result["regions"].items():
        print(f"region {name}: {region['bytes_read']} bytes read, {region['bytes_written']} written")
    if "stack_bytes" in result:
        print(f"stack: {result['stack_bytes']} bytes")
    for name, function in list(result["functions"].items())[:rows]:
        nodes = ", ".join(function.get("nodes", []))
        print(f"  {function['instructions']:12} {100 * function['instructions'] / total:5.1f} %  "
              f"reads {function['bytes_read']:10}  writes {function['bytes_written']:10}  {name}"
              f"{': ' + nodes if nodes else ''}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("counts", type=pathlib.Path)
    parser.add_argument("elf", nargs="+")
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("--stack")
    parser.add_argument("--json")
    parser.add_argument("--rows", type=int, default=20)
    arguments = parser.parse_args()
    counts = read_counts(arguments.counts)
    if counts["target"] not in classes.CLASSIFIERS:
        sys.exit(f"profile.py: error: nothing is known of instructions of {counts['target']}")
    if arguments.stack and arguments.stack not in counts["regions"]:
        sys.exit(f"profile.py: error: {arguments.counts} has no region '{arguments.stack}'")
    code = Code(counts["target"])
    with tempfile.TemporaryDirectory() as folder:
        for text in arguments.elf:
            name, _, address = text.partition("@")
            path, offset = pathlib.Path(name), 0
            if path.suffix == ".sinter":
                path, offset = read_module(path, folder)
            code.add(path, offset + find_address(address or "0", arguments.elf[0]))
    nodes = read_nodes(arguments.report) if arguments.report else {}
    result = join(counts, code, nodes, arguments.stack)
    if arguments.json and arguments.json != "-":
        pathlib.Path(arguments.json).write_text(json.dumps(result, indent=1) + os.linesep)
    if arguments.json == "-":
        print(json.dumps(result, indent=1))
    else:
        print_table(result, arguments.rows)


main()
