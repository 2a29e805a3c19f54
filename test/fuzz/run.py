#!/usr/bin/env python3
"""run.py BUILD [TARGET...] [--seconds N] [--keep FOLDER]: fuzzes for N seconds per target.

BUILD is a build folder that CMake configured with -DSINTER_FUZZ=ON (preset `fuzz`) and where the
target `fuzzers` is built. Starts from the small models that the import tests make and keeps inputs
that reached new code in FOLDER (default: BUILD/fuzz), from where the next run goes on. An input that
crashes, hangs or takes too much memory is kept there, too, and named.
"""

import argparse
import itertools
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGETS = {"convert-onnx": ".onnx", "convert-tflite": ".operators", "import-onnx": ".onnx", "import-tflite": ".tflite", "read-module": ".sinter"}
MODELS = {".operators": ROOT / "test/fuzz/Inputs/tflite_operators.py",
          ".onnx": ROOT / "test/compiler/Import/ONNX/Inputs/models.py",
          ".tflite": ROOT / "test/compiler/Import/TFLite/Inputs/models.py"}
FUNCTIONS = ROOT / "test/compiler/Import/ONNX/Inputs/functions.py"
MICROSOFT = ROOT / "test/e2e/Inputs/microsoft.py"


def write_seeds(suffix, folder, build):
    """Writes the inputs to start from."""
    folder.mkdir(parents=True, exist_ok=True)
    if suffix in MODELS:
        subprocess.run(["/usr/bin/python3", str(MODELS[suffix]), str(folder)], check=True)
    if suffix == ".onnx":
        # A node of each operator, and functions.
        shutil.rmtree(folder.parent / "microsoft", ignore_errors=True)
        subprocess.run(["/usr/bin/python3", str(MICROSOFT), str(folder.parent / "microsoft")], check=True)
        models = itertools.chain(pathlib.Path("/usr/share/libonnx-testdata/data/node").glob("*/model.onnx"),
                                 (folder.parent / "microsoft").glob("*/model.onnx"))
        for model in models:
            if model.stat().st_size < 4096:
                shutil.copy(model, folder / f"{model.parent.name}.onnx")
        subprocess.run(["/usr/bin/python3", str(FUNCTIONS), str(folder), "nested", "references", "overloads"], check=True)
    if suffix not in MODELS:
        subprocess.run([str(build / "bin/pack-basic"), str(folder / f"basic{suffix}")], check=True)


def fuzz(target, build, keep, seconds):
    """Returns whether a target took everything."""
    seeds, corpus = keep / target / "seeds", keep / target / "corpus"
    write_seeds(TARGETS[target], seeds, build)
    corpus.mkdir(parents=True, exist_ok=True)
    # MLIR's library is built without sanitizers; its arenas and containers are not to be watched.
    environment = {"ASAN_OPTIONS": "detect_leaks=0:allow_user_poisoning=0:"
                                   "detect_container_overflow=0:allocator_may_return_null=1",
                   **os.environ}
    return subprocess.run([str(build / f"bin/fuzz-{target}"), f"-max_total_time={seconds}", "-max_len=65536",
                           "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1",
                           f"-artifact_prefix={keep}/{target}/",
                           str(corpus), str(seeds)], env=environment).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("targets", nargs="*", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    keep = (arguments.keep or build / "fuzz").resolve()
    targets = arguments.targets or list(TARGETS)
    failed = [target for target in targets if not fuzz(target, build, keep, arguments.seconds)]
    for target in failed:
        print(f"{target}: finding in {keep / target}")
    print(f"{len(targets) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
