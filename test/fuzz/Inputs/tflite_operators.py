"""tflite_operators.py FOLDER: writes the smallest model of each TFLite operator that test/tflite has."""

import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tflite"))
import model  # noqa: E402
from cases import all_cases  # noqa: E402


def size(case):
    return sum(len(data) for data in case.buffers) + 100 * sum(len(g.tensors) for g in case.graphs)


def main():
    smallest = {}
    for case in sorted(all_cases(), key=size):
        smallest.setdefault(case.operator, case)
    for operator, case in smallest.items():
        with tempfile.TemporaryDirectory() as folder:
            path = model.write(case, pathlib.Path(folder))
            name = operator.replace(":", "_") + ".tflite"
            (pathlib.Path(sys.argv[1]) / name).write_bytes(path.read_bytes())


main()
