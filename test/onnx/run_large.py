#!/usr/bin/env python3
"""run_large.py --tools BIN [--gib N] [--nodes N]: models that are too large for the fast tests.

One keeps more than 2 GiB of weights beside it: it is compiled and run, its result held against numpy's, and the
compiler must not take more than twice the weights' bytes. Others are chains, of layers and of elementwise nodes,
up to 10,000 nodes: compiling one of twice the nodes must not take more than three times as long. Needs 6 GiB of disk
and of memory.
"""

import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH = 8192  # Of the large layers: 256 MiB each.


def run(command):
    """Runs a command; returns its processor time in seconds and its largest memory in bytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(word) for word in command], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime, after.ru_maxrss * 1024


def save(path, nodes, x, result, initializers):
    graph = helper.make_graph(nodes, "graph", [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
                              [helper.make_tensor_value_info(result, TensorProto.FLOAT, x.shape)], initializers)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)


def check(tools, folder, x, y):
    """Compiles and runs the model of a folder. Returns what compiling took."""
    np.save(folder / "x.npy", x)
    np.save(folder / "y.npy", y)
    took = run([tools / "sinter-compile", "--quiet", folder / "model.onnx", "-o", folder / "model.sinter"])
    run([tools / "sinter-run", folder / "model.sinter", f"--input=@{folder}/x.npy",
         f"--expected-output=@{folder}/y.npy", "--rtol=1e-3", "--atol=1e-5"])
    return took


def check_weights(tools, folder, gib):
    layers = int(gib * 4) + 1
    base = ((np.arange(WIDTH * WIDTH, dtype=np.int32) % 8191).astype(np.float32) - 4095).reshape(WIDTH, WIDTH)
    base /= np.float32(16384)
    x = y = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None]
    nodes, tensors = [], []
    with open(folder / "weights.bin", "wb") as file:
        for i in range(layers):
            matrix = base + np.float32(i) / 4096
            tensor = TensorProto(name=f"w{i}", data_type=TensorProto.FLOAT, dims=matrix.shape,
                                 data_location=TensorProto.EXTERNAL)
            for key, text in [("location", "weights.bin"), ("offset", file.tell()), ("length", matrix.nbytes)]:
                tensor.external_data.add(key=key, value=str(text))
            tensors.append(tensor)
            matrix.tofile(file)
            scale = np.float32(1 / np.abs(y @ matrix).max())
            tensors.append(numpy_helper.from_array(scale, f"s{i}"))
            nodes += [helper.make_node("MatMul", [f"h{i}" if i else "x", f"w{i}"], [f"m{i}"], f"layer{i}"),
                      helper.make_node("Mul", [f"m{i}", f"s{i}"], [f"h{i + 1}"], f"scale{i}")]
            y = y @ matrix * scale
    save(folder / "model.onnx", nodes, x, f"h{layers}", tensors)
    seconds, memory = check(tools, folder, x, y)
    size = (folder / "weights.bin").stat().st_size
    print(f"weights of {size / 2**30:.2f} GiB: {seconds:.1f} s of processor time, "
          f"{memory / 2**30:.2f} GiB at most (mapped files included)")
    return memory <= 2 * size + 2**28


def check_nodes(tools, folder, count):
    random = np.random.default_rng(0)
    x = y = random.standard_normal((4, 16)).astype(np.float32)
    nodes, weights = [], []
    for i in range(count // 4):
        matrix = (random.standard_normal((16, 16)) / 16).astype(np.float32)
        bias = random.standard_normal(16).astype(np.float32) / 64
        weights += [numpy_helper.from_array(matrix, f"w{i}"), numpy_helper.from_array(bias, f"b{i}")]
        nodes += [helper.make_node("MatMul", [f"h{i}" if i else "x", f"w{i}"], [f"m{i}"], f"matmul{i}"),
                  helper.make_node("Add", [f"m{i}", f"b{i}"], [f"a{i}"], f"bias{i}"),
                  helper.make_node("Tanh", [f"a{i}"], [f"t{i}"], f"tanh{i}"),
                  helper.make_node("Sub", [f"t{i}", f"b{i}"], [f"h{i + 1}"], f"shift{i}")]
        # Small matrices: what is rounded in a layer fades in those behind it.
        y = np.tanh(y @ matrix + bias) - bias
    save(folder / "model.onnx", nodes, x, f"h{count // 4}", weights)
    seconds, _ = check(tools, folder, x, y)
    print(f"{count} nodes: {seconds:.1f} s of processor time")
    return seconds


def check_elementwise(tools, folder, count):
    """A chain of which each node but every third reads a constant of its own."""
    random = np.random.default_rng(0)
    x = y = random.standard_normal((4, 16)).astype(np.float32)
    nodes, weights, last = [], [], "x"
    for i in range(count):
        kind = ("Add", "Relu", "Mul")[i % 3]
        inputs = [last]
        if kind == "Relu":
            y = np.maximum(y, 0)
        else:
            row = (random.random(16) / 8 + (0.9 if kind == "Mul" else 0)).astype(np.float32)
            weights.append(numpy_helper.from_array(row, f"w{i}"))
            inputs.append(f"w{i}")
            y = y + row if kind == "Add" else y * row
        last = f"h{i}"
        nodes.append(helper.make_node(kind, inputs, [last], f"node{i}"))
    save(folder / "model.onnx", nodes, x, last, weights)
    seconds, _ = check(tools, folder, x, y)
    print(f"{count} elementwise nodes: {seconds:.1f} s of processor time")
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--gib", type=float, default=2, help="weights, about")
    parser.add_argument("--nodes", type=int, default=10000)
    arguments = parser.parse_args()
    tools, failed = arguments.tools.resolve(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for chain in (check_nodes, check_elementwise):
            times = [chain(tools, folder, arguments.nodes // part) for part in (4, 2, 1)]
            failed += any(longer > 3 * shorter for shorter, longer in zip(times, times[1:]))
        failed += not check_weights(tools, folder, arguments.gib)
    print(f"{3 - failed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
