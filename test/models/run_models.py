#!/usr/bin/python3
"""Compiles real models and compares their outputs with those that others computed.

    usage: run_models.py --tools BUILD/bin [--models FOLDER] [--only=onnx|tflite] [--filter REGEX]
                         [--table] [--no-bench] [--levels]
                         [--machine NAME [--limit OPERATIONS] | --target TARGET --runner COMMAND]
                         [--jobs N]

FOLDER (default: SINTER_MODELS) holds models/*/model.{onnx,tflite} with stored cases, their
tolerances in MANIFEST.tsv, and the graphs of suites/onnx-backend/light. Cases that are
sequences run as such, with state kept between the steps; all run on both devices. An ONNX model
counts when it needs only the operators of test/onnx/supported.txt, with static shapes; others
are listed with the reason that the compiler gives. A TFLite model counts always, unless the
manifest says that it must be refused: then the refusal counts. One whose outputs LiteRT computed
(with XNNPACK) is compiled to round as LiteRT does, by --tflite-rounding.

Prints compile time, latency and the largest difference of each; with --table, Markdown with
operators, dispatches, bytes, memory of the compiler and latency with one thread and two besides. With --levels, one module holds code for all
levels of x86-64 and runs as on a machine of each level. With --machine, one of machines.py, models are
compiled for it and run under QEMU, as many cases of each as together take OPERATIONS (default: 4e9) at most;
what is left out is listed with the reason. With --target, models are compiled for another machine, and
COMMAND, as "qemu-aarch64 -cpu max FOLDER/sinter-run", runs them. N models run at the same time (default: 1).
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "onnx"))
import cases  # noqa: E402
import machines  # noqa: E402
import manifest  # noqa: E402
import run_backend  # noqa: E402
import runner  # noqa: E402
import table  # noqa: E402


def find_models(folder, only):
    """Yields the name of each model and a function that reads it."""
    paths = sorted(path for suffix in ("onnx", "tflite") if only in (None, suffix)
                   for path in folder.glob(f"models/*/model.{suffix}"))
    for path in paths:
        name = path.parent.name
        read = {".onnx": cases.read_model, ".tflite": cases.read_tflite}[path.suffix]
        yield name, lambda path=path, read=read: read(path.parent)
    if only in (None, "onnx"):
        for path in sorted(folder.glob("suites/onnx-backend/light/*.onnx")):
            yield path.stem, lambda path=path: cases.read_light(path)


def latency(tools, module, case, folder, device=()):
    """Returns the median latency of a call in milliseconds as text, by sinter-bench."""
    for k, array in enumerate(case.inputs):
        runner.np.save(folder / f"bench_{k}.npy", array[0] if case.sequence else array)
    code, text = runner.run([tools / "sinter-bench", module, "--format=json", *device,
                             *(f"--input=@{folder}/bench_{k}.npy"
                               for k in range(len(case.inputs)))], 300)
    if code != 0:
        return "?"
    return f"{json.loads(text)['median_ms']:.3f} ms"


def summarize(outcome):
    """Returns what went wrong; of a refusal, the operators that no one supports."""
    operators = re.findall(r"error: node '[^']*' \((\w[\w.:]*), ", outcome.text)
    if outcome.status == "refused" and operators:
        return "refused for " + ", ".join(sorted(set(operators)))
    return outcome.text


def rounding(model):
    """Returns the options that make the compiler round as what computed the outputs did."""
    by_litert = model.cases and all(case.reference == manifest.LITERT for case in model.cases)
    return ["--tflite-rounding=once"] if by_litert else []


class Judge:
    """Runs models one after another and prints a line for each."""

    def __init__(self, arguments, rows):
        self.arguments, self.rows = arguments, rows
        self.tools = arguments.tools.resolve()
        self.target = [f"--target={arguments.target}"] if arguments.target else []
        self.runner = arguments.runner
        self.lock = threading.Lock()
        self.operators = run_backend.read_list("supported.txt").keys()
        self.passed = self.failed = 0

    def say(self, name, text, is_good):
        with self.lock:
            self.passed += is_good
            self.failed += not is_good
        empty = " |" * (len(table.COLUMNS) - 1) if self.arguments.table else ""
        print(f"| {name} | {text} |{empty}" if self.arguments.table else f"{name:28} {text}",
              flush=True)

    def judge(self, name, model):
        if not model.cases and not self.rows.get(name, manifest.Row()).must_be_refused:
            return print(f"{name:28} not run: it has no cases", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            self.run(name, model, self.rows.get(name, manifest.Row()), pathlib.Path(scratch))

    def run(self, name, model, row, scratch):
        module, report, count = scratch / "model.sinter", scratch / "report.json", len(model.cases)
        outcome = runner.check(
            self.tools, model, 0, 0, module, runner.LEVELS if self.arguments.levels else (),
            lambda case: dataclasses.astuple(row.tolerance_of(case.reference)),
            [f"--report-json={report}", *rounding(model), *self.target], self.runner,
            lambda model: self.arguments.machine and machines.leave_cases(model, report, self.arguments.limit))
        if outcome.status == "left out":
            return print(f"{name:28} left out: {outcome.text}", flush=True)
        if row.must_be_refused:
            names_one = any(operator in outcome.text for operator in row.operators)
            is_good = outcome.status == "refused" and names_one
            return self.say(name, "refused, as it must be" if is_good else
                            f"FAILED: must be refused by operator: {outcome.text}", is_good)
        if outcome.status == "computed":
            return self.say_computed(name, model, count, outcome, module, report, scratch)
        missing = ", ".join(sorted(model.operators - self.operators))
        if outcome.status == "refused" and model.path.suffix == ".onnx" and missing:
            print(f"{name:28} refused: beyond the operators of today: {missing}", flush=True)
            return None
        return self.say(name, f"FAILED: {summarize(outcome)}", False)

    def say_computed(self, name, model, count, outcome, module, report, scratch):
        def time_on(device):
            return "" if self.arguments.no_bench or self.runner else latency(
                self.tools, module, model.cases[0], scratch, device)

        if not self.arguments.table:
            ran = f" of {len(model.cases)} of {count} cases" if len(model.cases) < count else ""
            return self.say(name, f"{outcome.compile_seconds:7.2f} s {time_on(()):>12} "
                                  f"{outcome.difference:11.2g}{ran}", True)
        with self.lock:
            self.passed += 1
        operators = table.count_operators(runner, self.tools, model, scratch)
        peak = table.measure_peak(self.tools, model, scratch, [*rounding(model), *self.target])
        latencies = [time_on(device) for device in runner.DEVICES]
        print(table.format_row(name, operators, report, outcome, peak, latencies), flush=True)
        return None


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path,
                        default=os.environ.get("SINTER_MODELS", HERE / "../../../shared/models"))
    parser.add_argument("--only", choices=("onnx", "tflite"))
    parser.add_argument("--filter", default="")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--no-bench", action="store_true")
    parser.add_argument("--levels", action="store_true")
    parser.add_argument("--target", default="")
    parser.add_argument("--runner", type=str.split, default=[])
    parser.add_argument("--machine", choices=machines.MACHINES)
    parser.add_argument("--limit", type=float, default=4e9)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    if bool(arguments.target) != bool(arguments.runner) or arguments.machine and arguments.target:
        parser.error("--target and --runner need each other, and stand in place of --machine")
    if arguments.machine:
        machine = machines.MACHINES[arguments.machine]
        arguments.target, arguments.runner = machine.target, machine.runner(arguments.tools)
    folder = pathlib.Path(arguments.models).resolve()
    isChosen = "SINTER_MODELS" in os.environ or any(a.startswith("--models") for a in sys.argv)
    if isChosen and not (folder / "MANIFEST.tsv").is_file():
        sys.exit(f"{folder} is no folder of models: it has no MANIFEST.tsv")
    if not folder.is_dir():
        print(f"skipped: models are not part of the repository, and there is no folder {folder} "
              "(SINTER_MODELS names another)")
        print("0 passed, 0 failed")
        return 0

    rows = manifest.read(folder)
    judge = Judge(arguments, rows)
    print(table.HEAD if arguments.table else
          f"{'model':28} {'compile':>9} {'latency':>12} {'difference':>11}")
    chosen = [(name, read) for name, read in find_models(folder, arguments.only)
              if re.search(arguments.filter, name)]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for _ in pool.map(lambda each: judge.judge(each[0], each[1]()), chosen):
            pass  # what a thread throws comes out here
    print(f"{judge.passed} passed, {judge.failed} failed")
    if not judge.passed + judge.failed:
        sys.exit("no model was run: --only and --filter leave none")
    return 1 if judge.failed else 0


sys.exit(main())
