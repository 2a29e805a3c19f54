"""A line of figures per model: from the compiler's report, its import and sinter-bench."""

import json
import os
import subprocess

COLUMNS = ("Operators", "Dispatches", "Workspace", "State", "Constants", "Compile", "Peak memory", "1 thread",
           "2 threads", "Largest difference")
HEAD = f"| Model | {' | '.join(COLUMNS)} |\n| --- |{' --: |' * len(COLUMNS)}"


def measure_peak(tools, model, folder, options):
    """Returns the most memory in bytes that the compiler had at a time, files that it maps included."""
    process = subprocess.Popen(
        [tools / "sinter-compile", model.write(folder), "-o", folder / "again.sinter", "--quiet",
         *(f"--input-shape={shape}" for shape in model.shapes), *options], stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024


def count_operators(runner, tools, model, folder):
    """Returns the number of nodes of the model's main graph, as text."""
    imported = folder / "imported.mlir"
    code, _ = runner.run([tools / "sinter-compile", model.write(folder), "-o", imported,
                          "--compile-to=import",
                          *(f"--input-shape={shape}" for shape in model.shapes)], 300)
    if code != 0:
        return "?"
    count, is_main = 0, False
    with open(imported, errors="replace") as file:
        for line in file:
            if "func.func" in line:
                is_main = " private " not in line
            count += is_main and (" onnx.node " in line or "tflite.node " in line)
    return str(count)


def format_row(name, operators, report, outcome, peak, latencies):
    """Returns the line of a model; `report` is what --report-json wrote."""
    figures = json.loads(report.read_text())
    workspace = max(function["workspace_bytes"] or 0 for function in figures["functions"])
    cells = [name, operators, len(figures["dispatches"]), f"{workspace:,}", f"{figures['state_bytes']:,}",
             f"{figures['constants_bytes']:,}", f"{outcome.compile_seconds:.2f} s", f"{peak / 2**20:.0f} MiB",
             *latencies, f"{outcome.difference:.2g}"]
    return f"| {' | '.join(str(cell) for cell in cells)} |"
