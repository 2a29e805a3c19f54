"""Reads and writes expected/OPERATOR.json: what the reference computed for each case.

A case's line has the digest of the case that it belongs to, and each output's type, shape and
bytes (little endian, deflated, in base64).
"""

import base64
import json
import pathlib
import zlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent / "expected"


def encode(array):
    data = base64.b64encode(zlib.compress(array.tobytes(), 9)).decode()
    return [array.dtype.str, list(array.shape), data]


def decode(entry):
    dtype, shape, data = entry
    return np.frombuffer(zlib.decompress(base64.b64decode(data)), dtype).reshape(shape)


def read(operator):
    """Returns {case: [digest, output...]} as stored."""
    path = FOLDER / f"{operator}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def store(operator, entries, keep=False):
    """Writes the outputs of an operator's cases; with `keep` beside those that are there."""
    lines = read(operator) if keep else {}
    for case, outputs in entries:
        lines[f"{case.kind}/{case.name}"] = [case.digest(), *map(encode, outputs)]
    text = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(line)}" for name, line in sorted(lines.items())
    )
    (FOLDER / f"{operator}.json").write_text("{\n" + text + "\n}\n")


def outputs_of(case):
    """Returns the expected outputs of a case; fails if they are of another version of it."""
    line = read(case.operator).get(f"{case.kind}/{case.name}")
    if line is None:
        raise ValueError(f"{case.label}: nothing is recorded (test/tflite/record.py)")
    if line[0] != case.digest():
        raise ValueError(f"{case.label}: recorded for another version of the case")
    return [decode(entry) for entry in line[1:]]
