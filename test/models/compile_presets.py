#!/usr/bin/python3
"""Compiles models for every preset, with no other program in reach.

    usage: compile_presets.py --tools BUILD/bin [--models FOLDER] [--filter REGEX] [--presets REGEX]
                              [--emit module|static-library] [--jobs N] [MODEL...]

Each compilation is one command with an empty environment but for a PATH that leads nowhere: what needed a
linker, an archiver or a compiler of another machine would fail. Models are the given files, or those of FOLDER
(default: SINTER_MODELS) whose names REGEX finds. A model that the manifest wants refused must be refused; any
other must compile and leave what it was asked for. Prints a line for each preset and each failure.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "onnx")]
import cases  # noqa: E402
import manifest  # noqa: E402

ALONE = {"PATH": "/nonexistent"}


def read_presets(tools):
    """Returns the names that --list-targets prints, all but this machine's."""
    text = subprocess.run([tools / "sinter-compile", "--list-targets"], env=ALONE, check=True,
                          capture_output=True, text=True).stdout
    return [line.split()[0] for line in text.splitlines() if not line.startswith("host ")]


def read_models(arguments):
    """Returns (name, path, options, whether it must be refused) of each model."""
    if arguments.files:
        return [(path.stem, path, [], False) for path in arguments.files]
    rows, found = manifest.read(arguments.models), []
    for path in sorted(arguments.models.glob("models/*/model.*")):
        name = path.parent.name
        if not re.search(arguments.filter, name):
            continue
        read = cases.read_model if path.suffix == ".onnx" else cases.read_tflite
        options = [f"--input-shape={shape}" for shape in read(path.parent).shapes]
        found.append((name, path, options, rows.get(name, manifest.Row()).must_be_refused))
    return found


def compile_one(arguments, preset, model):
    """Returns "" or what went wrong."""
    name, path, options, must_be_refused = model
    with tempfile.TemporaryDirectory() as folder:
        library = arguments.emit == "static-library"
        target = pathlib.Path(folder) / ("model.a" if library else "model.sinter")
        try:
            result = subprocess.run([arguments.tools / "sinter-compile", path, f"--target={preset}", "-o", target,
                                     f"--emit={arguments.emit}", *options], env=ALONE, timeout=600,
                                    capture_output=True, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            return "did not finish within 600 s"
        expected = [target, target.with_suffix(".h")] if library else [target]
        if must_be_refused:
            return "" if result.returncode == 1 and "error: " in result.stderr else "is not refused"
        if result.returncode != 0:
            first = next((line for line in result.stderr.splitlines() if "error: " in line), result.stderr[-300:])
            return f"exit code {result.returncode}: {first}"
        missing = [path.name for path in expected if not path.exists() or path.stat().st_size == 0]
        return f"leaves no {', '.join(missing)}" if missing else ""


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, default=os.environ.get("SINTER_MODELS"))
    parser.add_argument("--filter", default="")
    parser.add_argument("--presets", default="")
    parser.add_argument("--emit", choices=("module", "static-library"), default="module")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("files", type=pathlib.Path, nargs="*")
    arguments = parser.parse_args()
    arguments.tools = arguments.tools.resolve()
    if not arguments.files and not (arguments.models and (arguments.models / "MANIFEST.tsv").is_file()):
        parser.error("say where models are: files, --models=FOLDER or SINTER_MODELS")
    presets = [name for name in read_presets(arguments.tools) if re.search(arguments.presets, name)]
    pairs = [(preset, model) for preset in presets for model in read_models(arguments)]
    compiled, failed = collections.Counter(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = pool.map(lambda pair: compile_one(arguments, *pair), pairs)
        for (preset, model), complaint in zip(pairs, results):
            (failed if complaint else compiled)[preset] += 1
            if complaint:
                print(f"{preset}, {model[0]}: FAILED: {complaint}", flush=True)
            if compiled[preset] + failed[preset] == len(pairs) // len(presets):
                print(f"{preset}: {compiled[preset]} models", flush=True)
    print(f"{sum(compiled.values())} passed, {sum(failed.values())} failed")
    if not pairs:
        sys.exit("nothing was compiled: --presets and --filter leave none")
    return 1 if failed else 0


sys.exit(main())
