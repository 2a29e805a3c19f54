#!/usr/bin/python3
"""Runs models as firmware on boards that QEMU shows, and prints what they take beside TensorFlow Lite Micro.

    usage: embedded.py [--tools build/bin] [--models FOLDER] [--only REGEX] [--machines REGEX]
                       [--forms library,module] [--jobs N] [--json FILE] [--check]
           embedded.py --render FILE.json [--check]

The public int8 models run on every machine of firmware/boards.py, f32 ones as libraries where there is an FPU; models are
those of the folder that SINTER_MODELS names. Each output must be as stored with the model. Figures are instructions of one
inference, flash, workspace, and stack; docs/benchmarks.md explains them. Exit code 1: an output was wrong, a program
failed, or, with --check, a bound of firmware/bounds.py is missed. --render prints the table of stored figures again.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import sys
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from firmware import bounds, peers, report  # noqa: E402
from firmware.boards import MACHINES  # noqa: E402

F32 = ("tflm_hello_f32", "mlperf_kws_f32", "mlperf_ad_f32", "mlperf_ic_f32", "mlperf_vww_f32", "magic_wand_f32",
       "tflm_mnist_lstm_f32")


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, default=HERE.parent / "build/bin")
    parser.add_argument("--models", type=pathlib.Path,
                        default=os.environ.get("SINTER_MODELS", HERE.parent / "../shared/models"))
    parser.add_argument("--only", default="")
    parser.add_argument("--machines", default="")
    parser.add_argument("--forms", default="library,module")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--scratch", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--render", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.forms = arguments.forms.split(",")
    if not set(arguments.forms) <= {"library", "module"}:
        parser.error("--forms: expected library, module or both")
    if not arguments.render and not (arguments.models / "MANIFEST.tsv").is_file():
        parser.error(f"{arguments.models} is no folder of models; SINTER_MODELS or --models names one")
    return arguments


def groups(arguments):
    """Returns what runs one after another, in a folder of its own: models for a machine, in one form."""
    for machine in MACHINES:
        for form in arguments.forms:
            if not re.search(arguments.machines, machine.name) or form == "module" and not machine.runs_modules:
                continue
            models = [*peers.MODELS, *(F32 if machine.has_fpu and form == "library" else ())]
            yield machine, form, [name for name in models if re.search(arguments.only, name)]


def measure_group(arguments, scratch, machine, form, models):
    """Returns the rows of a group, what does not fit, and what failed."""
    from firmware import measure  # which needs what lies beside the models
    rows, omitted, failures = [], [], []
    for name in models:
        entry = {"machine": machine.name, "peer": machine.peer, "model": name, "form": form}
        start = time.monotonic()
        try:
            rows.append({**entry, **measure.measure(arguments.tools.resolve(), arguments.models.resolve(), name,
                                                    machine, form, scratch)})
            text = f"{rows[-1]['instructions']:,} instructions"
        except measure.DoesNotFit as reason:
            omitted.append({**entry, "reason": str(reason)})
            text = f"does not fit: {reason}"
        except measure.Failure as failure:
            failures.append(f"{machine.name}, {name}, {form}: {failure}")
            text = f"FAILED: {failure}"
        print(f"{machine.name}, {form}, {name}: {text} ({time.monotonic() - start:.1f} s)", file=sys.stderr,
              flush=True)
    return rows, omitted, failures


def measure_all(arguments):
    """Returns what all groups measured, in the order of machines and models."""
    scratch = (arguments.scratch or arguments.tools / "../bench/embedded").resolve()
    result = {"rows": [], "omitted": [], "failures": []}
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        started = [pool.submit(measure_group, arguments, scratch, *group) for group in groups(arguments)]
        for future in started:
            for kind, found in zip(result, future.result()):
                result[kind] += found
    return result


def main():
    arguments = parse_arguments()
    result = json.loads(arguments.render.read_text()) if arguments.render else measure_all(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    print(report.format_report(result))
    missed = [*result["failures"], *(bounds.check(result["rows"]) if arguments.check else ())]
    for text in missed:
        print(f"error: {text}")
    print(f"{len(result['rows'])} passed, {len(missed)} failed")
    if not result["rows"] and not missed:
        sys.exit("nothing was run: --only, --machines and --forms leave none")
    return 1 if missed else 0


sys.exit(main())
