"""A line of figures per model: from the compiler's report, its import and sinter-bench."""

import json

HEAD = ("| Model | Operators | Dispatches | Workspace | State | Constants | Latency |\n"
        "| --- | --: | --: | --: | --: | --: | --: |")


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


def format_row(name, operators, report, latency):
    """Returns the line of a model; `report` is what --report-json wrote."""
    figures = json.loads(report.read_text())
    workspace = max(function["workspace_bytes"] for function in figures["functions"])
    return (f"| {name} | {operators} | {len(figures['dispatches'])} | {workspace:,} | "
            f"{figures['state_bytes']:,} | {figures['constants_bytes']:,} | {latency} |")
