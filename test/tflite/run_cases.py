#!/usr/bin/python3
"""Compiles the cases of cases/ and compares what they compute with what TFLite Micro computed.

    usage: run_cases.py --tools BUILD/bin [--filter REGEX] [--jobs N] [--listed] [--update]
                        [--keep FOLDER]

Integers must be equal bit for bit. Floats may differ by the case's tolerance (rtol 1e-5, atol 1e-6
unless it says otherwise): sums in another order and other approximations of exp round differently.

Cases of one operator are compiled together; where that does not pass, each is compiled alone.
All cases of the operators x types in operators.txt must pass. Of others each must pass or
be refused with a message: wrong results and crashes are failures everywhere. --listed runs
only what operators.txt lists, --update adds to it what passed, --keep writes the model and
arrays of each case that did not pass below FOLDER.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "onnx"))
import expected  # noqa: E402
import model  # noqa: E402
import numpy as np  # noqa: E402
import runner  # noqa: E402
import support  # noqa: E402
from cases import all_cases  # noqa: E402

TOGETHER = 40  # cases in one model


def difference(case, wanted, got):
    """Returns how an output differs, or None."""
    if wanted.dtype != got.dtype or wanted.shape != got.shape:
        return f"is {got.dtype}{list(got.shape)}, expected {wanted.dtype}{list(wanted.shape)}"
    if wanted.dtype.kind == "f":
        good = np.isclose(got, wanted, case.rtol, case.atol, equal_nan=True)
    else:
        good = got == wanted
    if good.all():
        return None
    where = np.unravel_index(np.argmin(good), good.shape)
    return (
        f"differs in {good.size - np.count_nonzero(good)} of {good.size} elements, first at "
        f"{list(map(int, where))}: {got[where]}, expected {wanted[where]}"
    )


def run(tools, case, members, folder):
    """Compiles and runs `case`, which holds `members`. Returns (status, text)."""
    module = folder / "model.sinter"
    code, text = runner.run(
        [tools / "sinter-compile", model.write(case, folder), "-o", module], 300
    )
    if code == 1 and "error: " in text and not module.exists():
        reason = text[text.index("error: ") + 7 :].split("\n")[0]
        return "declined", re.sub(r"^node '\w+' \([^)]*\): ", "", reason)
    if code != 0:
        return "failed", f"sinter-compile ended with {code}: {text[-300:]}"
    command = [tools / "sinter-run", module, *(["--sequence"] if case.steps else [])]
    for k, array in enumerate(case.feeds):
        np.save(folder / f"in{k}.npy", array)
        command.append(f"--input=@{folder}/in{k}.npy")
    count = len(case.outputs)
    command += [f"--output=@{folder}/out{k}.npy" for k in range(count)]
    for way in runner.DEVICES:
        code, text = runner.run([*command, *way], 300)
        if code != 0:
            return "failed", f"sinter-run {way[0]} ended with {code}: {text[-300:]}"
        files = iter(range(count))
        for member in members:
            for k, wanted in enumerate(expected.outputs_of(member)):
                got = np.load(folder / f"out{next(files)}.npy")
                if complaint := difference(member, wanted, got):
                    return "failed", f"output {k} {complaint}"
    return "passed", ""


def judge(tools, members, keep):
    """Returns [(case, status, text)] for cases that are compiled together if they can be."""
    case = members[0] if len(members) == 1 else model.merge(members)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        try:
            status, text = run(tools, case, members, folder)
        except ValueError as error:
            status, text = "failed", str(error)
        unknown = status == "declined" and text.endswith("operator is not supported")
        if status != "passed" and len(members) > 1 and not unknown:
            return [result for member in members for result in judge(tools, [member], keep)]
        if status != "passed" and keep:
            shutil.copytree(folder, keep / members[0].label, dirs_exist_ok=True)
    return [(member, status, text) for member in members]


def units(chosen, listed):
    """Yields lists of cases to compile together."""

    def key(case):
        return case.operator, "" if support.is_listed(case, listed) else case.kind

    for _, group in itertools.groupby(sorted(chosen, key=key), key):
        group = list(group)
        yield from ([case] for case in group if case.alone)
        rest = [case for case in group if not case.alone]
        yield from (rest[k : k + TOGETHER] for k in range(0, len(rest), TOGETHER))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--filter", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--listed", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    tools, listed = arguments.tools.resolve(), support.read()
    chosen = [
        case
        for case in all_cases()
        if re.search(arguments.filter, case.label)
        and (not arguments.listed or support.is_listed(case, listed))
    ]
    results, reasons = [], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for found in pool.map(
            lambda unit: judge(tools, unit, arguments.keep), units(chosen, listed)
        ):
            for case, status, text in found:
                if status == "declined" and not support.is_listed(case, listed):
                    reasons[(case.operator, case.kind, text)] += 1
                elif status != "passed":
                    results.append((case, "failed"))
                    print(f"FAILED {case.label}: {text}", flush=True)
                else:
                    results.append((case, "passed"))
    for (operator, kind, text), count in sorted(reasons.items()):
        print(f"declined {operator} {kind} ({count}): {text}")
    if arguments.update:
        support.write(listed, chosen, [case for case, status in results if status == "passed"])
    failed = sum(status == "failed" for _, status in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
