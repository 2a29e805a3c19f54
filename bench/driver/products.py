"""Matrix products with a constant right-hand side, against oneDNN with packed weights."""

import statistics

import numpy as np

from driver import compare
from driver.engines import Engine, Failure

SHAPES = ["256x256x256", "512x512x512", "1024x1024x1024", "2048x2048x2048", "12544x96x16",
          "3136x144x24", "784x192x32", "196x384x64", "49x960x160", "49x1280x320", "3136x64x64",
          "784x512x128", "196x1024x256", "49x2048x512", "128x768x768", "128x3072x768",
          "128x768x3072", "1x1024x1024", "1x4096x1024"]


class OneDnn(Engine):
    """oneDNN's own product of a shape; it takes its threads from the environment."""

    def __init__(self, runner, tools, shape):
        super().__init__(runner)
        self.program, self.shape = tools / "onednn-bench", shape

    def command(self, threads):
        return ["env", f"OMP_NUM_THREADS={threads}", self.program, self.shape]


def write_product(shape, scratch):
    """Writes a model of one product and its input; returns the paths and the expected output."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    m, n, k = map(int, shape.split("x"))
    random = np.random.default_rng(m * n + k)
    a, b = (random.uniform(-1, 1, dims).astype(np.float32) for dims in ((m, k), (k, n)))
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["a", "b"], ["c"], "product")], "product",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, [m, k])],
        [helper.make_tensor_value_info("c", TensorProto.FLOAT, [m, n])],
        [numpy_helper.from_array(b, "b")])
    model, values = scratch / "product.onnx", scratch / "a.npy"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), model)
    np.save(values, a)
    return model, values, a.astype(np.float64) @ b.astype(np.float64)


def measure_product(shape, threads, sinter, measure_pair, arguments, scratch):
    """Returns the row of a product: GFLOP/s of both and Sinter's share of oneDNN's."""
    model, values, expected = write_product(shape, scratch)
    row = {"shape": shape, "threads": threads}
    try:
        sinter.compile(model, {}, scratch / "product.sinter")
        sinter.give([values])
        actual = sinter.compute(threads, [scratch / "c.npy"])
        difference = compare.difference([actual[0].astype(np.float64)], [expected])
        if compare.is_wrong("gemm", difference):
            return {**row, "status": "wrong", "text": f"differs by {difference:.3g}"}
        ours, theirs = measure_pair([sinter, OneDnn(sinter.runner, sinter.tools, shape)], threads,
                                    arguments.rounds, arguments.seconds)
    except Failure as reason:
        return {**row, "status": "failed", "text": str(reason)}
    flops = 2 * np.prod([int(dim) for dim in shape.split("x")], dtype=float)
    rates = [flops / statistics.median(ms) * 1e-6 for ms in (ours, theirs)]
    return {**row, "status": "measured", "sinter_gflops": rates[0], "onednn_gflops": rates[1],
            "share": rates[0] / rates[1], "difference": difference}


def has_onednn(tools):
    return (tools / "onednn-bench").exists()


def format_products(rows):
    """Writes the table of products, or nothing when none was measured."""
    lines = []
    for threads in sorted({row["threads"] for row in rows}):
        chosen = [row for row in rows if row["threads"] == threads]
        lines += ["", f"### {threads} thread{'s' if threads > 1 else ''}", "",
                  "| M×N×K | Sinter GFLOP/s | oneDNN GFLOP/s | share |",
                  "| --- | --: | --: | --: |"]
        for row in chosen:
            name = row["shape"].replace("x", "×")
            if row["status"] == "measured":
                lines.append(f"| {name} | {row['sinter_gflops']:.0f} | {row['onednn_gflops']:.0f} "
                             f"| **{row['share'] * 100:.0f} %** |")
            else:
                lines.append(f"| {name} | {row['status']}: {row['text']} | | |")
        shares = [row["share"] for row in chosen if row["status"] == "measured"]
        if shares:
            lines.append(f"| mean of {len(shares)}, least {min(shares) * 100:.0f} % | | "
                         f"| **{statistics.mean(shares) * 100:.0f} %** |")
    if not lines:
        return []
    return ["", "## Matrix products against oneDNN", "",
            "The right-hand side is constant and packed beforehand by both."] + lines
