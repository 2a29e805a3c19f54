#!/usr/bin/python3
"""Runs TFLite Micro's golden tests of operators on 16-bit activations, as SeaNet uses them.

    usage: run_seanet.py --tools BUILD/bin [--models FOLDER] [--filter REGEX]

FOLDER (default: SINTER_MODELS) holds suites/tflm-seanet/OPERATOR/NAME.tflite with
NAME_inputK_TYPE.csv and NAME_golden_TYPE.csv. Outputs must be equal bit for bit, on one thread and
on two. TFLite Micro itself does not reach three of the golden files (its own test allows a
difference of 1): there its outputs count, of which CHECKSUMS knows the CRC-32.
"""

import argparse
import os
import pathlib
import re
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "onnx"))
import numpy as np  # noqa: E402
import runner  # noqa: E402

CHECKSUMS = {"sub0": 0xFCBD47AD, "sub1": 0x24393E40, "sub3": 0xF7A0F6C0}


def read(path):
    """Returns the numbers of a file, in the type that its name ends in."""
    words = re.split(r"[,\s]+", path.read_text())
    return np.array([int(word) for word in words if word], path.stem.rpartition("_")[2])


def check(tools, path, folder):
    """Returns what is wrong with one test, or None."""
    module, output = folder / "model.sinter", folder / "output.npy"
    code, text = runner.run([tools / "sinter-compile", path, "-o", module], 300)
    if code != 0:
        return text[-300:]
    shapes = re.findall(
        r"(\d+(?:x\d+)*)xs?i\d+",
        runner.run([tools / "sinter-run", module, "--list-functions"], 60)[1],
    )
    command = [tools / "sinter-run", module, f"--output=@{output}"]
    files = sorted(path.parent.glob(f"{path.stem}_input*.csv"))
    for k, (file, shape) in enumerate(zip(files, shapes)):
        np.save(folder / f"input{k}.npy", read(file).reshape([int(n) for n in shape.split("x")]))
        command.append(f"--input=@{folder}/input{k}.npy")
    (golden,) = map(read, path.parent.glob(f"{path.stem}_golden_*.csv"))
    for way in runner.DEVICES:
        code, text = runner.run([*command, *way], 60)
        if code != 0:
            return f"{way[0]}: {text[-300:]}"
        got = np.load(output)
        if got.dtype != golden.dtype or got.size != golden.size:
            return f"{way[0]}: the output is {got.dtype}{list(got.shape)}"
        if path.stem in CHECKSUMS:
            if zlib.crc32(got.tobytes()) != CHECKSUMS[path.stem]:
                return f"{way[0]}: not what TFLite Micro computes"
        elif wrong := np.count_nonzero(got.reshape(-1) != golden):
            return f"{way[0]}: {wrong} of {golden.size} elements differ"
    return None


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument(
        "--models",
        type=pathlib.Path,
        default=os.environ.get("SINTER_MODELS", HERE / "../../../shared/models"),
    )
    parser.add_argument("--filter", default="")
    arguments = parser.parse_args()
    paths = sorted((arguments.models / "suites/tflm-seanet").glob("*/*.tflite"))
    if not paths:
        print("skipped: models are not part of the repository (SINTER_MODELS names their folder)")
        print("0 passed, 0 failed")
        return 0
    passed = failed = 0
    for path in paths:
        if not re.search(arguments.filter, path.stem):
            continue
        with tempfile.TemporaryDirectory() as folder:
            complaint = check(arguments.tools.resolve(), path, pathlib.Path(folder))
        if complaint:
            failed += 1
            print(f"FAILED {path.parent.name}/{path.stem}: {complaint}", flush=True)
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
