#!/usr/bin/python3
"""Runs ONNX's backend tests.

    usage: run_backend.py --tools BUILD/bin [--data FOLDER]... [--filter REGEX] [--jobs N]

Default data: Debian's libonnx-testdata, and SINTER_MODELS/suites/onnx-backend where present.
A test whose operators are all in operators.txt must compute what ONNX stored (rtol 1e-3,
atol 1e-6, on one thread and on two), unless declined.txt says why not; then it must be refused.
Inputs that say how a node computes (the new shape of a Reshape, the bounds of a Slice) become
initializers first, and dynamic dims get the sizes of the stored inputs: shapes are static.
Tests of other operators are counted apart: each must be computed or refused with a
message; a crash or a wrong number is a failure.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import cases  # noqa: E402
import runner  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SUITES = ("node", "simple", "pytorch-operator", "pytorch-converted")


def read_list(name):
    """Returns the lines of a list file as {first word: rest}."""
    lines = [line.split("#")[0].strip() for line in (HERE / name).read_text().splitlines()]
    return {line.split()[0]: line.partition(" ")[2].strip() for line in lines if line}


def default_data():
    folders = [pathlib.Path("/usr/share/libonnx-testdata/data")]
    models = os.environ.get("SINTER_MODELS", HERE / "../../../shared/models")
    folders.append(pathlib.Path(models) / "suites/onnx-backend")
    return [folder for folder in folders if folder.is_dir()]


def judge(model, outcome, ours, declined):
    """Returns (passed, complaint) for a test, or (None, "") when it is out of scope."""
    if outcome.status == "failed":
        return False, outcome.text
    if model.note:  # its values cannot be read here: only that nothing crashed is known
        return None, ""
    if model.name in declined:
        if outcome.status == "computed":
            return False, "is computed: take it out of declined.txt"
        return None, ""
    if ours and outcome.status == "refused":
        return False, outcome.text
    return (True, "") if outcome.status == "computed" else (None, "")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, action="append")
    parser.add_argument("--filter", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    data = arguments.data or default_data()
    if not data:
        print("skipped: ONNX's test data is not part of the repository (install libonnx-testdata)")
        print("0 passed, 0 failed")
        return 0

    operators, declined = read_list("operators.txt"), read_list("declined.txt")
    folders = [folder for root in data for suite in SUITES
               for folder in sorted((root / suite).glob("*/")) if (folder / "model.onnx").exists()
               and re.search(arguments.filter, folder.name)]
    tools = arguments.tools.resolve()

    def work(folder):
        model = cases.read_backend(folder)
        outcome = runner.check(tools, model, rtol=1e-3, atol=1e-6)
        ours = not model.note and model.operators <= operators.keys()
        return model, ours, *judge(model, outcome, ours, declined)

    passed = failed = extra = out_of_scope = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for folder, (model, ours, good, complaint) in zip(folders, pool.map(work, folders)):
            if good is None:
                out_of_scope += 1
            elif good:
                passed += 1
                extra += not ours
            else:
                failed += 1
                print(f"FAILED {folder.parent.name}/{model.name} "
                      f"({', '.join(sorted(model.operators))}): {complaint}", flush=True)
    print(f"{extra} of the passed tests use operators beyond operators.txt; "
          f"{out_of_scope} tests are out of scope and were refused with a message")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
