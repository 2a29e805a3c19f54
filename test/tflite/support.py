#!/usr/bin/python3
"""Which operators x types must pass (operators.txt), and the page that tells of them.

    usage: support.py [--check]

Writes docs/tflite-support.md; with --check tells only whether it is current.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
LIST = HERE / "operators.txt"
PAGE = HERE.parents[1] / "docs/tflite-support.md"
HEAD = """# Operators of TFLite by type of element: all cases of test/tflite of these must pass.
# run_cases.py --update adds what passes; nothing is taken out.
"""
COLUMNS = ("f32", "int8", "uint8", "int16", "int32", "uint32", "int64", "bool", "int4")


def read():
    """Returns {operator: types}."""
    lines = LIST.read_text().splitlines() if LIST.exists() else []
    return {line.split()[0]: line.split()[1:] for line in lines if line and line[0] != "#"}


def is_listed(case, listed):
    return case.kind in listed.get(case.operator, ())


def order(kinds):
    return sorted(kinds, key=lambda kind: (COLUMNS.index(kind) if kind in COLUMNS else 99, kind))


def write(listed, chosen, passed):
    """Adds the types of which all cases were chosen and passed."""
    from cases import all_cases

    listed = {operator: set(kinds) for operator, kinds in listed.items()}
    good = {case.label for case in passed}
    kinds = {}
    for case in all_cases():
        kinds.setdefault((case.operator, case.kind), []).append(case.label)
    for (operator, kind), labels in kinds.items():
        if good.issuperset(labels):
            listed.setdefault(operator, set()).add(kind)
    LIST.write_text(
        HEAD
        + "".join(
            f"{operator} {' '.join(order(found))}\n" for operator, found in sorted(listed.items())
        )
    )


def page():
    """Returns the text of docs/tflite-support.md."""
    import truths
    from cases import all_cases

    listed, counts, stars = read(), {}, set()
    for case in all_cases():
        counts[case.operator, case.kind] = counts.get((case.operator, case.kind), 0) + 1
        if truths.applies(case):
            stars.add((case.operator, case.kind))

    def cell(operator, kind):
        if kind not in listed[operator]:
            return ""
        return f"{counts[operator, kind]}{' *' if (operator, kind) in stars else ''}"

    builtin = sorted(operator for operator in listed if operator == operator.upper())
    text = (HERE / "support.md").read_text()
    rows = ["| Operator | " + " | ".join(COLUMNS) + " |", "| --- |" + " --- |" * len(COLUMNS)]
    for operator in builtin + sorted(set(listed) - set(builtin)):
        cells = " | ".join(cell(operator, kind) for kind in COLUMNS)
        rows.append(f"| {operator} | {cells} |")
    total = sum(counts[operator, kind] for operator in listed for kind in listed[operator])
    return (
        text.replace("TABLE", "\n".join(rows))
        .replace("TOTAL", str(total))
        .replace("OPERATORS", str(len(listed)))
    )


def main():
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text() != page():
            print(
                "docs/tflite-support.md is out of date: run test/tflite/support.py", file=sys.stderr
            )
            return 1
        return 0
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
