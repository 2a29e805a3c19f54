"""How long compilation takes and how much memory: of each model, and of chains that grow."""

import statistics

import numpy as np

from driver.engines import checked

LENGTHS = (200, 400, 800)


def write_chain(length, file):
    """Writes a model of so many 3x3 convolutions with ReLU, one after another."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    random = np.random.default_rng(length)
    nodes, weights = [], []
    for k in range(length):
        array = random.uniform(-0.1, 0.1, (16, 16, 3, 3)).astype(np.float32)
        weights.append(numpy_helper.from_array(array, f"w{k}"))
        nodes.append(helper.make_node("Conv", [f"x{k}", f"w{k}"], [f"c{k}"], f"conv{k}",
                                      pads=[1, 1, 1, 1]))
        nodes.append(helper.make_node("Relu", [f"c{k}"], [f"x{k + 1}"], f"relu{k}"))
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 16, 32, 32])
            for name in ("x0", f"x{length}")]
    graph = helper.make_graph(nodes, "chain", ends[:1], ends[1:], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), file)


def measure_chains(runner, tools, scratch):
    """Compiles chains of growing length; returns seconds (of three runs) and peak memory of each."""
    facts = []
    for length in LENGTHS:
        model = scratch / f"chain_{length}.onnx"
        write_chain(length, model)
        runs = [checked(runner.run([tools / "sinter-compile", model, "-o", scratch / "chain.sinter"],
                                   len(runner.processors))) for _ in range(3)]
        facts.append({"nodes": length, "seconds": statistics.median(run.seconds for run in runs),
                      "peak_bytes": max(run.peak_bytes for run in runs)})
    return facts


def allowed_bytes(row):
    """Returns the memory that compiling a model may take: three times its file and 500 MB."""
    return 3 * row["model_bytes"] + 500e6


def format_compiling(rows, chains):
    """Writes the table of compilations, and of chains when they were measured."""
    lines, seen = [], set()
    for row in rows:
        if row["name"] in seen or "compile_seconds" not in row:
            continue
        seen.add(row["name"])
        lines.append(f"| {row['name']} | {row['compile_seconds']:.2f} "
                     f"| {row['model_bytes'] * 1e-6:.0f} | {row['compiler_peak_bytes'] * 1e-6:.0f} "
                     f"| {row['compiler_peak_bytes'] / allowed_bytes(row) * 100:.0f} % |")
    if lines:
        lines = ["", "## Compilation", "",
                 "Peak: of the compiler's memory; allowed are three times the model and 500 MB.", "",
                 "| model | seconds | model MB | peak MB | of allowed |",
                 "| --- | --: | --: | --: | --: |", *lines]
    if chains:
        lines += ["", "Chains of convolutions; linear means that milliseconds per node do not grow.",
                  "", "| convolutions | seconds | ms per node | peak MB |",
                  "| --: | --: | --: | --: |"]
        lines += [f"| {c['nodes']} | {c['seconds']:.2f} "
                  f"| {c['seconds'] / c['nodes'] * 1e3:.2f} | {c['peak_bytes'] * 1e-6:.0f} |"
                  for c in chains]
    return lines
