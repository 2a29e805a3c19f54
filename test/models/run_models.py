#!/usr/bin/python3
"""Compiles real models and compares their outputs with those that others computed.

    usage: run_models.py --tools BUILD/bin [--models FOLDER] [--filter REGEX] [--no-bench] [--levels]

FOLDER (default: SINTER_MODELS) holds models/*/model.onnx with stored cases, their tolerances in
MANIFEST.tsv, and the graphs of suites/onnx-backend/light. A model counts when it needs only the operators of
test/onnx/operators.txt, with static shapes; others are listed with the reason that the
compiler gives. Prints compile time, latency and the largest difference of each. With --levels,
one module holds code for all levels of x86-64 and runs as on a machine of each level.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "onnx"))
import cases  # noqa: E402
import run_backend  # noqa: E402
import runner  # noqa: E402

RTOL, ATOL = 1e-3, 1e-4  # unless the manifest says


def read_tolerances(folder):
    """Returns (rtol, atol) by model. Integers that may differ by N steps have atol N."""
    tolerances = {}
    manifest = folder / "MANIFEST.tsv"
    if not manifest.exists():
        return tolerances
    with open(manifest, newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = row["tolerance"]
            if steps := re.match(r"\|d\|<=(\d+) LSB", text):
                tolerances[row["name"]] = (0, int(steps[1]))
            elif bounds := re.match(r"rtol=(\S+) atol=([^\s;]+)", text):
                tolerances[row["name"]] = (float(bounds[1]), float(bounds[2]))
    return tolerances


def find_models(folder):
    for path in sorted(folder.glob("models/*/model.onnx")):
        yield path.parent.name, lambda path=path: cases.read_model(path.parent)
    for path in sorted(folder.glob("suites/onnx-backend/light/*.onnx")):
        yield path.stem, lambda path=path: cases.read_light(path)


def latency(tools, module, case, folder):
    """Returns the median latency in milliseconds as text, by sinter-bench."""
    for k, array in enumerate(case.inputs):
        runner.np.save(folder / f"bench_{k}.npy", array)
    code, text = runner.run([tools / "sinter-bench", module, "--format=json",
                             *(f"--input=@{folder}/bench_{k}.npy"
                               for k in range(len(case.inputs)))], 300)
    if code != 0:
        return "?"
    return f"{json.loads(text)['median_ms']:.3f}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path,
                        default=os.environ.get("SINTER_MODELS", HERE / "../../../shared/models"))
    parser.add_argument("--filter", default="")
    parser.add_argument("--no-bench", action="store_true")
    parser.add_argument("--levels", action="store_true")
    arguments = parser.parse_args()
    tools, folder = arguments.tools.resolve(), pathlib.Path(arguments.models).resolve()
    if not folder.is_dir():
        print(f"skipped: models are not part of the repository, and there is no folder {folder} "
              "(SINTER_MODELS names another)")
        print("0 passed, 0 failed")
        return 0

    operators = run_backend.read_list("operators.txt").keys()
    tolerances = read_tolerances(folder)
    passed = failed = 0
    print(f"{'model':28} {'compile':>9} {'latency':>12} {'difference':>11}")
    for name, read in find_models(folder):
        if not re.search(arguments.filter, name):
            continue
        model = read()
        if model.note:
            print(f"{name:28} not run: {model.note}")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            module = pathlib.Path(scratch) / "model.sinter"
            outcome = runner.check(tools, model, *tolerances.get(name, (RTOL, ATOL)), module,
                                   runner.LEVELS if arguments.levels else ())
            if outcome.status == "computed":
                passed += 1
                time = "" if arguments.no_bench else latency(tools, module, model.cases[0],
                                                             pathlib.Path(scratch)) + " ms"
                print(f"{name:28} {outcome.compile_seconds:7.2f} s {time:>12} "
                      f"{outcome.difference:11.2g}", flush=True)
            elif outcome.status == "refused" and not model.operators <= operators:
                missing = ", ".join(sorted(model.operators - operators))
                print(f"{name:28} refused: beyond the operators of today: {missing}", flush=True)
            else:
                failed += 1
                print(f"{name:28} FAILED: {outcome.text}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
