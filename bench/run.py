#!/usr/bin/python3
"""Measures Sinter against ONNX Runtime on the models of bench/models.json.

Started by bench/run.sh, which builds what this needs. docs/benchmarks.md explains how to read the
results. Exit code 1: an output was wrong, or a program failed.
"""

import argparse
import json
import os
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402

from driver import compare, compiling, products, summary  # noqa: E402
from driver.engines import Failure, OnnxRuntime, Sinter, checked  # noqa: E402
from driver.models import LIST, read_models  # noqa: E402
from driver.processes import Runner, can_have_priority  # noqa: E402
from driver.report import write_report  # noqa: E402
from driver.startup import measure_start  # noqa: E402


def parse_arguments():
    parser = argparse.ArgumentParser(prog="bench/run.sh", description=__doc__.split("\n\n")[0])
    parser.add_argument("--models", metavar="FOLDER", action="append", default=[],
                        help="where models are; repeatable (default: BENCH_DIR, SINTER_MODELS)")
    parser.add_argument("--threads", default="1,2", help="numbers of threads (default: 1,2)")
    parser.add_argument("--only", metavar="REGEX", default="", help="models to measure, by name")
    parser.add_argument("--group", help="f32, trained, int8 or gemm (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each pair (default: 5)")
    parser.add_argument("--seconds", type=float, default=0.5,
                        help="seconds of one measurement (default: 0.5)")
    parser.add_argument("--quick", action="store_true", help="3 rounds of 0.2 seconds")
    parser.add_argument("--start", action="store_true",
                        help="also measure time to the first result, and memory")
    parser.add_argument("--compile-only", action="store_true",
                        help="measure compilations, of the models and of growing chains, alone")
    parser.add_argument("--products", action="store_true",
                        help="measure matrix products against oneDNN, not models")
    parser.add_argument("--compile-option", metavar="OPTION", action="append", default=[],
                        help="an option for sinter-compile; repeatable")
    parser.add_argument("--list", metavar="FILE", default=LIST,
                        help="what to measure (default: bench/models.json)")
    parser.add_argument("--lock", metavar="FILE",
                        help="a file to lock while measuring, where several people measure")
    parser.add_argument("--output", metavar="FOLDER", type=pathlib.Path, required=True,
                        help="where results go: results.md, results.json, results.svg")
    parser.add_argument("--tools", metavar="FOLDER", type=pathlib.Path, required=True)
    parser.add_argument("--library", metavar="FILE", required=True,
                        help="libonnxruntime.so.1 (run.sh finds it through ORT_DIR)")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds, arguments.seconds = 3, 0.2
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", arguments.threads) or arguments.rounds < 1:
        parser.error("--threads, --rounds: expected numbers of 1 or more")
    arguments.threads = [int(count) for count in arguments.threads.split(",")]
    if arguments.compile_only:
        arguments.threads = [1]
    if max(arguments.threads) > len(os.sched_getaffinity(0)):
        parser.error(f"--threads: this machine has {len(os.sched_getaffinity(0))} processors")
    if not arguments.models:
        arguments.models = [folder for name in ("BENCH_DIR", "SINTER_MODELS")
                            for folder in os.environ.get(name, "").split(os.pathsep) if folder]
    if not arguments.models and not arguments.products:
        parser.error("say where models are: --models=FOLDER, BENCH_DIR or SINTER_MODELS")
    return arguments


def measure_pair(engines, threads, rounds, seconds):
    """Measures A B, B A, A B …: what drifts during the run falls on both alike."""
    times = {engine: [] for engine in engines}
    for k in range(rounds):
        for engine in engines if k % 2 == 0 else reversed(engines):
            times[engine].append(engine.measure(threads, seconds))
    return [times[engine] for engine in engines]


def prepare(model, sinter, ort, scratch):
    """Compiles a model and stores inputs for it; returns what every row of it says."""
    infos, outputs = ort.open(model.path)
    inputs = model.make_inputs(infos)
    files = [scratch / f"input_{k}.npy" for k in range(len(inputs))]
    for file, array in zip(files, inputs):
        np.save(file, np.ascontiguousarray(array).reshape(array.shape))
    shapes = {info["name"]: "x".join(map(str, array.shape))
              for info, array in zip(infos, inputs) if "?" in info["type"]}
    seconds, peak = sinter.compile(model.path, shapes, scratch / "model.sinter")
    sinter.give(files)
    ort.give(files)
    return {"outputs": outputs, "flops": sinter.count_flops(), "compile_seconds": seconds,
            "compiler_peak_bytes": peak, "model_bytes": model.path.stat().st_size}


def measure_threads(facts, group, threads, sinter, ort, arguments, scratch):
    """Returns the row of one model with so many threads, without its name."""
    row = {key: facts[key]
           for key in ("flops", "compile_seconds", "compiler_peak_bytes", "model_bytes")}
    if arguments.compile_only:
        return {**row, "status": "compiled",
                "text": f"{row['compile_seconds']:.2f} s, {row['compiler_peak_bytes'] >> 20} MiB"}
    outputs = [[scratch / f"{who}_{k}.npy" for k in range(facts["outputs"])]
               for who in ("sinter", "ort")]
    row["difference"] = compare.difference(sinter.compute(threads, outputs[0]),
                                           ort.compute(threads, outputs[1]))
    if compare.is_wrong(group, row["difference"]):
        return {**row, "status": "wrong",
                "text": f"outputs differ by {row['difference']:.3g} of the largest value"}
    if arguments.start and threads == 1:
        row["start"] = measure_start(sinter, ort)
    row["sinter_ms"], row["ort_ms"] = measure_pair([sinter, ort], threads, arguments.rounds,
                                                   arguments.seconds)
    return {**row, "status": "measured"}


def measure_model(model, sinter, ort, arguments):
    """Yields one row per number of threads."""
    def row(threads, **facts):
        return {"name": model.name, "group": model.group, "threads": threads, **facts}

    if model.path is None:
        for threads in arguments.threads:
            yield row(threads, status="missing", text=f"no folder has {model.file}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        try:
            facts = prepare(model, sinter, ort, scratch)
        except (Failure, ValueError) as reason:
            text = str(reason).replace(f"{model.path.parent}/", "")
            for threads in arguments.threads:
                yield row(threads, status="refused", text=text)
            return
        for threads in arguments.threads:
            try:
                yield row(threads, **measure_threads(facts, model.group, threads, sinter, ort,
                                                     arguments, scratch))
            except Failure as reason:
                yield row(threads, status="failed", text=str(reason))


def describe_machine(arguments, runner):
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    peaks = {}
    program = arguments.tools / "peak-bench"
    if program.exists():
        for threads in arguments.threads:
            result = checked(runner.run([program, f"--threads={threads}"], threads))
            peaks[str(threads)] = json.loads(result.text)
    return {"cpu": names[0] if names else "unknown processor", "peaks": peaks}


def show(row):
    if row["status"] == "measured":
        text = f"{summary.ratio(row):.2f}"
    else:
        text = f"{row['status']}: {row['text']}"
    print(f"{row['name']:24} {row['threads']} thread{'s' if row['threads'] > 1 else ' '}  {text}",
          flush=True)


def measure_models(report, models, sinter, ort, arguments):
    for model in models:
        for row in measure_model(model, sinter, ort, arguments):
            show(row)
            report["rows"].append(row)
        report["ort_version"] = getattr(ort, "version", "?")
        write_report(report, arguments.output)
    for mean in report.get("means", []):
        print(f"{mean['group']:8} {mean['threads']} thread{'s' if mean['threads'] > 1 else ' '}  "
              f"geometric mean {mean['geometric_mean']:.3f}, worst {mean['worst']:.2f}, "
              f"{mean['models']} models")


def measure_products(report, sinter, arguments):
    if not products.has_onednn(arguments.tools):
        sys.exit("run.py: error: no oneDNN: install libdnnl-dev and configure the build again")
    for threads in arguments.threads:
        for shape in filter(re.compile(arguments.only).search, products.SHAPES):
            with tempfile.TemporaryDirectory() as scratch:
                row = products.measure_product(shape, threads, sinter, measure_pair, arguments,
                                               pathlib.Path(scratch))
            text = f"{row['share'] * 100:.0f} %" if "share" in row else row["text"]
            print(f"{shape:16} {threads} thread{'s' if threads > 1 else ' '}  {row['status']} "
                  f"{text}", flush=True)
            report["products"].append(row)
            write_report(report, arguments.output)


def measure_chains(report, runner, arguments):
    with tempfile.TemporaryDirectory() as scratch:
        report["chains"] = compiling.measure_chains(runner, arguments.tools, pathlib.Path(scratch))
    for chain in report["chains"]:
        print(f"chain of {chain['nodes']} convolutions: {chain['seconds']:.2f} s, "
              f"{chain['peak_bytes'] >> 20} MiB")
    write_report(report, arguments.output)


def main():
    arguments = parse_arguments()
    runner = Runner(arguments.lock, can_have_priority())
    if not runner.priority:
        print("note: no right to real-time priority; other programs may disturb the figures")
    folders = [pathlib.Path(folder).resolve() for folder in arguments.models]
    models = [model for model in read_models(folders, arguments.list)
              if re.search(arguments.only, model.name)
              and arguments.group in (None, model.group)]
    sinter = Sinter(runner, arguments.tools, arguments.compile_option)
    ort = OnnxRuntime(runner, arguments.tools, arguments.library)
    report = {"machine": describe_machine(arguments, runner), "rounds": arguments.rounds,
              "seconds": arguments.seconds, "ort_version": "?", "rows": [], "products": [],
              "chains": []}
    if arguments.products:
        measure_products(report, sinter, arguments)
    else:
        measure_models(report, models, sinter, ort, arguments)
    if arguments.compile_only:
        measure_chains(report, runner, arguments)
    print(f"results: {arguments.output}/results.md")
    bad = [row for row in report["rows"] + report["products"]
           if row["status"] in ("wrong", "failed")]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
