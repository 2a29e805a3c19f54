"""Compiles a model, runs its cases and compares: with sinter-run and once more in numpy."""

import dataclasses
import os
import pathlib
import subprocess
import tempfile
import time
import typing

import numpy as np

# Tools built with sanitizers die by a signal when they find something.
os.environ.setdefault(
    "ASAN_OPTIONS",
    "detect_leaks=0:allocator_may_return_null=1:abort_on_error=1:allow_user_poisoning=0")
os.environ.setdefault("UBSAN_OPTIONS", "abort_on_error=1")

DEVICES = (["--device=local-sync"], ["--device=local-task", "--threads=2"])
# Levels of x86-64 for which a module can hold code, and what to hide so that it is chosen.
LEVELS = {"x86-64-v2": ["--hide-cpu-features=avx512f,avx2"],
          "x86-64-v3": ["--hide-cpu-features=avx512f"], "x86-64-v4": []}


@dataclasses.dataclass
class Outcome:
    status: str  # "computed", "refused", "failed" or "left out"
    text: str = ""  # what the tools said
    compile_seconds: float = 0.0
    difference: float = 0.0  # largest absolute difference of any output
    module: typing.Optional[pathlib.Path] = None


def run(command, timeout):
    """Returns (exit code, what it said); the code is negative after a signal or a timeout."""
    try:
        result = subprocess.run(command, timeout=timeout, stdin=subprocess.DEVNULL, text=True,
                                errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return -1, f"did not finish within {timeout} s"
    return result.returncode, result.stdout.strip()


def numbers(array):
    """Returns an array of what NumPy computes with; bf16 is the upper half of f32."""
    if array.dtype.kind != "V":
        return array
    return (np.ascontiguousarray(array).view("<u2").astype(np.uint32) << 16).view(np.float32)


def largest_difference(expected, actual):
    if expected.size == 0 or bool in (expected.dtype, actual.dtype):
        return float((expected != actual).any())
    expected, actual = numbers(expected), numbers(actual)
    with np.errstate(invalid="ignore", over="ignore"):
        difference = np.abs(expected.astype(np.float64) - actual.astype(np.float64))
    return float(np.nanmax(np.where(expected == actual, 0, difference), initial=0))


def close(expected, actual, rtol, atol):
    """Integers are equal, or differ by `atol` at most when that is 1 or more."""
    if expected.shape != actual.shape or expected.dtype != actual.dtype:
        return False
    expected, actual = numbers(expected), numbers(actual)
    if expected.dtype.kind == "f":
        return bool(np.allclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True))
    if atol < 1:
        return bool((expected == actual).all())
    return largest_difference(expected, actual) <= atol


def same_winner(case, expected, actual):
    """Classes that rank first agree, at least where the input is no noise."""
    if expected.size == 0 or case.label.startswith("seeded random"):
        return True
    return bool((expected.argmax(-1) == actual.argmax(-1)).all())


def run_case(tools, module, case, folder, rtol, atol, ways=DEVICES, share=1.0, runner=(),
             accepts=None):
    """Runs one case in each way. Returns (complaint or None, largest difference).

    `runner` is the command to run modules with, such as that of an emulator. With a `share` below 1 that many of the elements must be equal, and no tolerance counts.
    With `accepts` the expected numbers do not count: it says whether a case's output is possible.
    """
    if any(array.dtype.kind == "V" for array in case.outputs):
        rtol = max(rtol, 2**-7)  # bfloat16: neighbours are that far apart
    arguments = ["--sequence"] if case.sequence else []
    for k, array in enumerate(case.inputs):
        np.save(folder / f"input_{k}.npy", array)
        arguments.append(f"--input=@{folder}/input_{k}.npy")
    for k, array in enumerate(case.outputs):
        np.save(folder / f"expected_{k}.npy", array)
        if share == 1 and not accepts:
            arguments.append(f"--expected-output=@{folder}/expected_{k}.npy")
        arguments.append(f"--output=@{folder}/output_{k}.npy")
    tolerances = [] if accepts else [f"--rtol={rtol}", f"--atol={atol}"]
    worst = 0.0
    for way in ways:
        for path in folder.glob("output_*.npy"):
            path.unlink()
        code, text = run([*(runner or [tools / "sinter-run"]), module, *arguments, *way,
                          *tolerances], 600 if runner else 300)
        where = f"{case.label}, {' '.join(way)}"
        outputs = [np.load(folder / f"output_{k}.npy") if (folder / f"output_{k}.npy").exists()
                   else None for k in range(len(case.outputs))]
        for k, (expected, actual) in enumerate(zip(case.outputs, outputs)):
            if actual is None:
                return f"{where}: no output {k} (exit code {code}): {text[-400:]}", worst
            if expected.shape == actual.shape:
                worst = max(worst, largest_difference(numbers(expected), numbers(actual)))
            if accepts:
                if (expected.shape == actual.shape and expected.dtype == actual.dtype
                        and accepts(case, k, actual)):
                    continue
                return f"{where}: output {k} is not one that could be drawn", worst
            if share < 1:
                if expected.shape == actual.shape and (expected == actual).mean() >= share:
                    continue
                return f"{where}: fewer than {share:.1%} of output {k} are as expected", worst
            if not close(expected, actual, rtol, atol) or (
                    atol >= 1 and not same_winner(case, expected, actual)):
                return (f"{where}: output {k} is {actual.dtype}{list(actual.shape)}, expected "
                        f"{expected.dtype}{list(expected.shape)}; largest difference {worst:.3g}",
                        worst)
        if code != 0:
            return f"{where}: numpy accepts the result, sinter-run does not: {text[-400:]}", worst
    return None, worst


def check(tools, model, rtol, atol, module=None, levels=(), tolerance_of=None, options=(),
          runner=(), leave_cases=None):
    """Compiles `model` (to `module`, if given, which is kept) and runs all its cases.

    With `levels`, one module holds code for each of them, and all of it runs. `tolerance_of`
    returns (rtol, atol, share) of a case, if each has its own; for `runner` see run_case().
    `leave_cases` is called with the model when it is compiled; it may drop cases, and returns why
    none is left.
    """
    ways = [[*device, *LEVELS[level]] for device in DEVICES for level in levels] or DEVICES
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        target = module or folder / "model.sinter"
        start = time.monotonic()
        code, text = run([tools / "sinter-compile", model.write(folder), "-o", target,
                          *(f"--input-shape={shape}" for shape in model.shapes),
                          *(f"--target={level}" for level in levels), *options], 600)
        seconds = time.monotonic() - start
        if code == 1 and "error: " in text and not target.exists():
            return Outcome("refused", text, seconds)
        if code != 0:
            return Outcome("failed", f"sinter-compile ended with {code}: {text[-600:]}", seconds)
        if reason := leave_cases and leave_cases(model):
            return Outcome("left out", reason, seconds)
        worst = 0.0
        for case in model.cases:
            share = 1.0
            if tolerance_of:
                rtol, atol, share = tolerance_of(case)
            complaint, difference = run_case(tools, target, case, folder, rtol, atol, ways,
                                             share, runner, model.accepts)
            worst = max(worst, difference)
            if complaint:
                return Outcome("failed", complaint, seconds, worst, target)
        return Outcome("computed", text, seconds, worst, target)
