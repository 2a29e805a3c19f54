#!/usr/bin/python3
"""Lets the keyword model of MLPerf Tiny answer the 1,000 samples of its accuracy set.

    usage: kws_accuracy.py --tools BUILD/bin [--models FOLDER]

Every answer must be the one that TFLite Micro gave, bit for bit, which makes 90.1 %.
"""

import argparse
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "onnx"))
import numpy as np  # noqa: E402
import runner  # noqa: E402

ACCURACY = 90.1


def answer(tools, model, samples):
    """Returns what the compiled model answers to each sample; all are fed to one process."""
    with tempfile.TemporaryDirectory() as name:
        module, output = f"{name}/kws.sinter", f"{name}/output.npy"
        for command in (
            [tools / "sinter-compile", model, "-o", module],
            [
                tools / "sinter-run",
                module,
                "--sequence",
                f"--input=@{samples}",
                f"--output=@{output}",
            ],
        ):
            code, text = runner.run(command, 300)
            if code != 0:
                raise SystemExit(f"{command[0].name} ended with {code}: {text}")
        return np.load(output)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument(
        "--models",
        type=pathlib.Path,
        default=os.environ.get("SINTER_MODELS", HERE / "../../../shared/models"),
    )
    arguments = parser.parse_args()
    suite = arguments.models / "suites/kws01-1000"
    if not suite.is_dir():
        print("skipped: models are not part of the repository (SINTER_MODELS names their folder)")
        print("0 passed, 0 failed")
        return 0
    expected = np.load(suite / "mlperf_kws_int8_tflm_out.npy")
    labels = np.load(suite / "labels.npy")
    model = arguments.models / "models/mlperf_kws_int8/model.tflite"
    answers = answer(arguments.tools.resolve(), model, suite / "x_int8.npy")
    assert answers.size == expected.size and answers.dtype == expected.dtype
    answers = answers.reshape(len(labels), -1)
    equal = int((answers == expected.reshape(answers.shape)).all(axis=1).sum())
    accuracy = 100 * float((answers.argmax(axis=1) == labels).mean())
    good = equal == len(labels) and round(accuracy, 1) == ACCURACY
    print(f"{equal} of {len(labels)} answers are those of TFLite Micro; accuracy {accuracy:.1f} %")
    print(f"{int(good)} passed, {int(not good)} failed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
