#!/usr/bin/python3
"""Records what a reference computes for the cases: writes expected/OPERATOR.json.

    usage: record.py --reference COMMAND [--filter REGEX]

COMMAND runs one model with TFLite Micro's portable reference kernels:

    COMMAND MODEL.tflite --input=FILE.npy... --output=FILE.npy... [--sequence]

docs/tflite-support.md tells how such a program is built. What the reference refuses is printed and
not recorded: a case must not describe it. What it has no kernel for truths.py computes.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import expected  # noqa: E402
import legacy  # noqa: E402
import model  # noqa: E402
import numpy as np  # noqa: E402
import truths  # noqa: E402
from cases import all_cases  # noqa: E402


def compute(reference, case):
    """Returns (outputs, complaint) of one case."""
    if truths.applies(case):
        return truths.outputs_of(case), ""
    outputs, complaint = invoke(reference, case)
    if outputs is not None or case.kind != "uint8":
        return outputs, complaint
    if case.operator in legacy.CONTRACTIONS:
        return [legacy.contract(case)], ""
    outputs, complaint = invoke(reference, legacy.twin(case))
    return (
        outputs
        and [legacy.from_twin(array) if array.dtype == np.int8 else array for array in outputs],
        complaint,
    )


def invoke(reference, case):
    """Returns (outputs, complaint) of what the reference does with a case."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        command = [reference, model.write(case, folder)]
        for k, array in enumerate(case.feeds):
            np.save(folder / f"in{k}.npy", array)
            command.append(f"--input={folder}/in{k}.npy")
        command += [f"--output={folder}/out{k}.npy" for k in range(len(case.outputs))]
        command += ["--sequence"] if case.steps else []
        result = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if result.returncode:
            return None, result.stderr.strip() or f"ended with {result.returncode}"
        return [np.load(folder / f"out{k}.npy") for k in range(len(case.outputs))], ""


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--filter", default="")
    arguments = parser.parse_args()
    chosen = [case for case in all_cases() if re.search(arguments.filter, case.label)]
    results, refused = {}, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        work = pool.map(lambda case: compute(arguments.reference, case), chosen)
        for case, (outputs, complaint) in zip(chosen, work):
            if outputs is None:
                refused += 1
                print(f"refused {case.label}: {complaint[-300:]}", flush=True)
            else:
                results.setdefault(case.operator, []).append((case, outputs))
    for operator, entries in results.items():
        expected.store(operator, entries, keep=bool(arguments.filter))
    print(f"{len(chosen) - refused} recorded, {refused} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
