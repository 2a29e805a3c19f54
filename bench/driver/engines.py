"""What is measured: Sinter and ONNX Runtime, each through a program that prints JSON."""

import json

import numpy as np

from driver.processes import last_line


class Failure(Exception):
    """An engine declined a model or ended badly; the text says why."""


def checked(result):
    if result.code != 0:
        raise Failure(last_line(result))
    return result


class Engine:
    """A program that measures; subclasses say how it is called."""

    def __init__(self, runner):
        self.runner = runner

    def measure(self, threads, seconds):
        result = checked(self.runner.run(
            self.command(threads) + [f"--min-time={seconds}", f"--warmup={seconds / 2}",
                                     "--min-runs=5"], threads))
        return json.loads(result.text)["median_ms"]

    def read(self, names):
        return [np.load(name) for name in names]


class Sinter(Engine):
    def __init__(self, runner, tools, options):
        super().__init__(runner)
        self.tools, self.options = tools, options

    def compile(self, model, shapes, module):
        """Compiles; returns seconds and the compiler's peak memory in bytes."""
        result = checked(self.runner.run(
            [self.tools / "sinter-compile", model, "-o", module, *self.options,
             *(f"--input-shape={name}:{shape}" for name, shape in shapes.items())],
            len(self.runner.processors)))
        self.module = module
        return result.seconds, result.peak_bytes

    def give(self, inputs):
        self.inputs = inputs

    def command(self, threads, tool="sinter-bench"):
        device = ["--device=local-sync"] if threads == 1 else [
            "--device=local-task", f"--threads={threads}"]
        command = [self.tools / tool, self.module, *device,
                   *(f"--input=@{name}" for name in self.inputs)]
        return command + ["--format=json"] if tool == "sinter-bench" else command

    def compute(self, threads, files):
        """Runs once and returns the outputs."""
        checked(self.runner.run(self.command(threads, "sinter-run")
                                + [f"--output=@{name}" for name in files], threads))
        return self.read(files)

    def count_flops(self):
        """Returns the floating-point or integer operations of one run, as the module says."""
        result = checked(self.runner.run(
            self.command(1) + ["--profile", "--warmup=0", "--min-time=0", "--min-runs=1",
                               "--max-runs=1"]))
        return sum(one["flops"] for one in json.loads(result.text).get("dispatches", []))


class OnnxRuntime(Engine):
    def __init__(self, runner, tools, library):
        super().__init__(runner)
        self.tools, self.library = tools, library

    def open(self, model):
        """Returns names and types of the inputs, and the number of outputs."""
        self.model = model
        self.inputs = []
        result = checked(self.runner.run(self.command(1) + ["--list-inputs"]))
        info = json.loads(result.text)
        self.version = info["version"]
        return info["inputs"], info["outputs"]

    def give(self, inputs):
        self.inputs = inputs

    def command(self, threads):
        return [self.tools / "ort-bench", f"--library={self.library}", self.model,
                f"--threads={threads}", *(f"--input=@{name}" for name in self.inputs)]

    def compute(self, threads, files):
        checked(self.runner.run(
            self.command(threads) + ["--warmup=0", "--min-time=0", "--min-runs=1", "--max-runs=1",
                                     *(f"--output=@{name}" for name in files)], threads))
        return self.read(files)
