"""Runs the functions of state.mlir as sequences and compares with plain Python.

    usage: run_state.py SINTER-RUN MODULE...
"""

import subprocess
import sys


def literal(rows, kind, shape):
    """Writes steps as a value of the command line."""
    def brackets(value):
        return "[" + " ".join(map(brackets, value)) + "]" if isinstance(value, list) else str(value)
    dims = "x".join(map(str, [len(rows), *shape]))
    return f"{dims}x{kind}={brackets(rows)}"


def cases():
    """Yields function, input steps and the expected steps of each output."""
    yield "counter", [("i64", [1], [[1], [2], [3]])], [("i64", [1], [[1], [3], [6]])]
    x = [[4, 5, 6], [7, 8, 9], [0, 0, 1]]
    yield "delay", [("i32", [3], x)], [("i32", [3], [[1, 2, 3], *x[:2]]), ("i32", [3], x)]

    rows = [[k, 10 * k, -k] for k in range(6)]
    window = [[-128] * 3] * 4
    sums = []
    for row in rows:
        window = window[1:] + [row]
        sums.append([sum(column) for column in zip(*window)])
    yield "shift", [("i8", [1, 3], [[row] for row in rows])], [("i32", [3], sums)]

    a, b, first, second = [1.0, 2.0], [5.0, 5.0], [], []
    x = [[0.5, 0.25]] * 3
    for step in x:
        first.append([p + q for p, q in zip(a, step)])
        second.append(b)
        a, b = b, a
    yield "swap", [("f32", [2], x)], [("f32", [2], first), ("f32", [2], second)]

    p, q, both = 1, 1, []
    for x in range(5):
        p, q = p + q, p - q + x
        both.append([p, q])
    yield "cross", [("i32", [1], [[x] for x in range(5)])], [("i32", [2], both)]

    mean, steps, sums = [8.0] * 67, [], []
    for k in range(4):
        row = [float(16 * (i % 5) + k) for i in range(67)]
        mean = [old / 2 + new for old, new in zip(mean, row)]
        steps.append([row] * 41)
        sums.append([sum(mean)] * 41)
    yield "smooth", [("f32", [41, 67], steps)], [("f32", [41], sums)]

    yield ("stores", [("i32", [2], [[1, 1], [2, 2], [3, 3]])],
           [("i32", [2], [[7, 7], [4, 5], [5, 6]]), ("i32", [2], [[9, 9]] * 3),
            ("i32", [2], [[1, 1], [3, 4], [3, 4]])])
    yield "constants", [("i32", [2], [[1, 2], [3, 4]])], [("i32", [2], [[6, 7], [8, 9]])]
    yield ("toggle", [("bool", [2], [[1, 0], [1, 1], [0, 0]])],
           [("bool", [2], [[0, 0], [1, 0], [0, 1]])])

    total, totals = 0, []
    for x in (2, -1, 5):
        total += x * (4 if x > 0 else 3)
        totals.append(total)
    yield "branch", [("i32", [], [2, -1, 5])], [("i32", [], totals)]


run, modules = sys.argv[1], sys.argv[2:]
for module in modules:
    for device in (["--device=local-sync"], ["--device=local-task", "--threads=3"]):
        for function, inputs, outputs in cases():
            command = [run, module, f"--function={function}", "--sequence", *device]
            command += ["--input=" + literal(rows, kind, shape) for kind, shape, rows in inputs]
            command += ["--expected-output=" + literal(rows, kind, shape)
                        for kind, shape, rows in outputs]
            if subprocess.run(command).returncode != 0:
                sys.exit(f"{function} of {module}, {' '.join(device)}: wrong")
