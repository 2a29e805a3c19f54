#!/usr/bin/python3
"""Compiles real models and compares their outputs with those that others computed.

    usage: run_models.py --tools BUILD/bin [--models FOLDER] [--filter REGEX] [--no-bench] [--levels]

FOLDER (default: SINTER_MODELS) holds models/*/model.onnx and model.tflite with stored cases, their
tolerances in MANIFEST.tsv, and the graphs of suites/onnx-backend/light. An ONNX model counts when
it needs only the operators of test/onnx/operators.txt, with static shapes; others are listed with
the reason that the compiler gives. All TFLite models count. Integers that TFLite's reference kernels
computed must be equal. What the manifest says cannot be had must be refused. Prints compile time, latency and the largest difference of each. With --levels,
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


REFUSED = "none: must be refused"


def read_tolerances(folder):
    """Returns {model: what the manifest says of its tolerance}."""
    manifest = folder / "MANIFEST.tsv"
    if not manifest.exists():
        return {}
    with open(manifest, newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["name"]: row["tolerance"] for row in rows}


def parse_tolerance(text):
    """Returns (rtol, atol, share of equal elements). Integers that may differ by N have atol N."""
    if text.startswith("exact"):
        return 0, 0, 1
    if steps := re.match(r"\|d\|<=(\d+) LSB", text):
        return 0, int(steps[1]), 1
    if bounds := re.match(r"rtol=(\S+) atol=([^\s;]+)", text):
        return float(bounds[1]), float(bounds[2]), 1
    if bounds := re.match(r"atol=(\S+)", text):
        return 0, float(bounds[1]), 1
    if share := re.match(r"label map: >=(\S+)% of pixels equal", text):
        return 0, 0, float(share[1]) / 100
    return RTOL, ATOL, 1


def find_models(folder):
    for path in sorted(folder.glob("models/*/model.*")):
        read = {".onnx": cases.read_model, ".tflite": cases.read_tflite}.get(path.suffix)
        if read:
            yield path.parent.name, lambda path=path, read=read: read(path.parent)
    for path in sorted(folder.glob("suites/onnx-backend/light/*.onnx")):
        yield path.stem, lambda path=path: cases.read_light(path)


def latency(tools, module, case, folder):
    """Returns the median latency in milliseconds as text, by sinter-bench."""
    for k, array in enumerate(case.inputs):
        runner.np.save(folder / f"bench_{k}.npy", array[0] if case.sequence else array)
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
            tolerance = tolerances.get(name, "")
            rtol, atol, share = parse_tolerance(tolerance)
            outcome = runner.check(tools, model, rtol, atol, module,
                                   runner.LEVELS if arguments.levels else (), share)
            if tolerance.startswith(REFUSED) and outcome.status == "refused":
                passed += 1
                print(f"{name:28} refused, as it must be: {outcome.text.splitlines()[0]}", flush=True)
            elif tolerance.startswith(REFUSED):
                failed += 1
                print(f"{name:28} FAILED: it must be refused", flush=True)
            elif outcome.status == "computed":
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
                first, *more = outcome.text.splitlines() or [""]
                print(f"{name:28} FAILED: {first}" + (f" (and {len(more)} lines more)" if more else ""),
                      flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
