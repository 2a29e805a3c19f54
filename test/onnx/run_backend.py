#!/usr/bin/python3
"""Runs ONNX's backend tests.

    usage: run_backend.py --tools BUILD/bin [--data FOLDER]... [--filter REGEX] [--jobs N]
                          [--update]

Default data: Debian's libonnx-testdata, and SINTER_MODELS/suites/onnx-backend where present.
Each test must compute what ONNX stored (rtol 1e-3, atol 1e-6, on one thread and on two), unless
declined.txt says why not; then it must be refused with a message. Tests of strings, maps,
sequences, optional values and of training operators are counted apart: each must be computed or
refused. A crash, a wrong number, a test that is refused and not listed, and one that is listed and
computed are failures. Outputs that are random must be ones that could have been drawn.

Inputs that say how a node computes (the new shape of a Reshape, the bounds of a Slice) become
initializers first, and dynamic dims get the sizes of the stored inputs: shapes are static.
--update writes what passed to supported.txt, from which support.py makes docs/onnx-support.md.
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
import support  # noqa: E402

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


def judge(model, outcome, declined):
    """Returns (passed, complaint) for a test, or (None, "") when it need not be computed."""
    if outcome.status == "failed":
        return False, outcome.text
    if model.beyond:
        return None, ""
    if model.note:
        return False, f"cannot be read: {model.note}"
    if (model.name in declined) == (outcome.status == "computed"):
        listed = "take it out of declined.txt" if model.name in declined else outcome.text
        return False, f"is {outcome.status}: {listed}"
    return outcome.status == "computed", ""


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, action="append")
    parser.add_argument("--filter", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    data = arguments.data or default_data()
    if not data:
        print("skipped: ONNX's test data is not part of the repository (install libonnx-testdata)")
        print("0 passed, 0 failed")
        return 0

    declined = read_list("declined.txt")
    folders = [folder for root in data for suite in SUITES
               for folder in sorted((root / suite).glob("*/")) if (folder / "model.onnx").exists()
               and re.search(arguments.filter, folder.name)]
    tools = arguments.tools.resolve()

    def work(folder):
        model = cases.read_backend(folder)
        outcome = runner.check(tools, model, rtol=1e-3, atol=1e-6)
        return model, outcome.status == "computed", *judge(model, outcome, declined)

    computed, passed, refused, beyond, failed = [], 0, 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for folder, (model, is_computed, good, complaint) in zip(folders, pool.map(work, folders)):
            if is_computed and not complaint:
                computed.append(model)
            if complaint:
                failed += 1
                print(f"FAILED {folder.parent.name}/{model.name} "
                      f"({', '.join(sorted(model.operators))}): {complaint}", flush=True)
            elif good is None:
                beyond += 1
            elif good:
                passed += 1
            else:
                refused += 1
    counted = passed + refused + failed
    print(f"{passed} of {counted} tests are computed ({passed / max(counted, 1):.1%}), "
          f"{refused} refused for the reasons in declined.txt; {beyond} tests of strings, maps, "
          "sequences, optional values and training are not counted")
    if arguments.update:
        support.LIST.write_text(support.lines_of(computed))
    elif len(data) == 2 and not (arguments.data or arguments.filter):
        if support.LIST.read_text() != support.lines_of(computed):
            failed += 1
            print("FAILED supported.txt does not tell what passed: --update writes it")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
