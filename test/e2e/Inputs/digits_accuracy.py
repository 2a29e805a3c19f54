"""digits_accuracy.py SAMPLE MODULE: the compiled network is as good as its README says.

Runs MODULE on every held-back image, one process each, and compares every probability with
the numpy network of SAMPLE, which gets its weights from the ONNX file and shares no code
with the compiler. The number of recognized images must be the one that README.md states.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx

SAMPLE, MODULE = pathlib.Path(sys.argv[1]), sys.argv[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(SAMPLE))
import network  # noqa: E402
import train  # noqa: E402


def weights():
    graph = onnx.load(str(SAMPLE / "digits.onnx")).graph
    return {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}


def classify(folder, number, image):
    given, got = f"{folder}/{number}.npy", f"{folder}/{number}.out.npy"
    np.save(given, image[None])
    subprocess.run(["sinter-run", MODULE, f"--input=@{given}", f"--output=@{got}"],
                   check=True, stdout=subprocess.DEVNULL)
    return np.load(got)


def main():
    images, labels = train.load()
    images, labels = images[-train.HELD_BACK:], labels[-train.HELD_BACK:]
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(lambda k: classify(folder, k, images[k]), range(len(images))))
    probabilities = np.concatenate(answers)
    reference = network.forward(weights(), images)[0]

    if probabilities.shape != reference.shape or probabilities.dtype != np.float32:
        sys.exit(f"expected {reference.shape} float32, "
                 f"got {probabilities.shape} {probabilities.dtype}")
    difference = np.abs(probabilities - reference).max()
    right = int((probabilities.argmax(axis=1) == labels).sum())
    stated = re.search(r"\*\*(\d+) of (\d+)\*\*", (SAMPLE / "README.md").read_text())
    print(f"{right} of {len(labels)} right, largest difference from numpy {difference:.2g}")
    if not difference < 1e-5:
        sys.exit("the probabilities differ from numpy's")
    if (str(right), str(len(labels))) != stated.groups():
        sys.exit(f"README.md states {stated[0]}")


main()
