"""import_all.py FOLDER: imports every model.tflite below FOLDER and verifies what comes out."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys


def import_one(path):
    """Returns what is wrong with the import of a model, or nothing."""
    compiled = subprocess.run(["sinter-compile", str(path), "--compile-to=import", "-o", "-"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if compiled.returncode:
        return f"{path}: {compiled.stderr.decode(errors='replace')}"
    checked = subprocess.run(["sinter-opt", "-", "-o", os.devnull], input=compiled.stdout,
                             stderr=subprocess.PIPE)
    return f"{path}: {checked.stderr.decode(errors='replace')}" if checked.returncode else None


def main():
    models = sorted(pathlib.Path(sys.argv[1]).glob("*/model.tflite"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [problem for problem in pool.map(import_one, models) if problem]
    print("\n".join(problems) or f"imported all of {len(models)} models")
    return 1 if problems or not models else 0


sys.exit(main())
