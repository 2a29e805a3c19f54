#!/usr/bin/python3
"""Which operators passed the backend tests (supported.txt), and the page that tells of them.

    usage: support.py [--check]

Writes docs/onnx-support.md; with --check tells only whether it is current.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
LIST = HERE / "supported.txt"
PAGE = HERE.parents[1] / "docs/onnx-support.md"
HEAD = """# Operators by the backend tests that passed: number of tests, opsets, types of their tensors.
# run_backend.py --update writes this file; tests that have several operators tell no types.
"""
TYPES = ("float", "double", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8",
         "uint16", "uint32", "uint64", "bool", "int4", "uint4", "int2", "uint2", "float8e4m3fn",
         "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "float8e8m0", "float4e2m1")


def lines_of(models):
    """Returns the list that the passed models make."""
    facts = {}
    for model in models:
        for operator in model.operators:
            count, opsets, types = facts.setdefault(operator, [0, set(), set()])
            facts[operator][0] = count + 1
            if model.opset:
                opsets.add(model.opset)
            if len(model.operators) == 1:
                types.update(model.types)
    text = HEAD
    for operator, (count, opsets, types) in sorted(facts.items()):
        listed = ",".join(name for name in TYPES if name in types) or "-"
        text += f"{operator} {count} {','.join(map(str, sorted(opsets))) or '-'} {listed}\n"
    return text


def ranges(opsets):
    """Returns "7, 9-13" for numbers in order."""
    parts = []
    for opset in opsets:
        if parts and parts[-1][1] == opset - 1:
            parts[-1][1] = opset
        else:
            parts.append([opset, opset])
    return ", ".join(str(first) if first == last else f"{first}\N{EN DASH}{last}"
                     for first, last in parts)


def page():
    """Returns the text of docs/onnx-support.md."""
    rows, tests = ["| Operator | Tests | Opsets | Types |", "| --- | --- | --- | --- |"], []
    listed = [line.split() for line in LIST.read_text().splitlines() if line[0] != "#"]
    plain = [entry for entry in listed if "." not in entry[0]]
    for name, count, opsets, types in plain + [entry for entry in listed if "." in entry[0]]:
        opsets = "" if opsets == "-" else ranges(map(int, opsets.split(",")))
        types = "" if types == "-" else types.replace(",", ", ")
        rows.append(f"| {name} | {count} | {opsets} | {types} |")
        tests.append(int(count))
    declined, reason = [], ""
    for line in (HERE / "declined.txt").read_text().splitlines():
        if line and line[0] != "#":
            name, _, why = line.partition(" ")
            reason = why.strip() if why.strip() != "as above" else reason
            declined.append(f"| {name} | {reason} |")
    text = (HERE / "support.md").read_text()
    return (text.replace("TABLE", "\n".join(rows))
            .replace("DECLINED", "\n".join(["| Test | Reason |", "| --- | --- |", *declined]))
            .replace("OPERATORS", str(len(listed))))


def main():
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text() != page():
            print("docs/onnx-support.md is out of date: run test/onnx/support.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
