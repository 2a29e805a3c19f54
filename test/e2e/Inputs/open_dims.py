"""Writes models whose calls decide dims, runs them at several sizes, and compares with what they
compute when compiled for each size, and with numpy.

    usage: open_dims.py TOOLS FOLDER MODEL SIZE... [-- OPTION...]     (SIZE: 3 or 2x16)
"""

import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEADS, HEAD, WORDS = 4, 16, 50
HIDDEN = HEADS * HEAD


class Graph:
    """Nodes and weights of a model under construction."""

    def __init__(self):
        self.nodes, self.weights, self.arrays = [], [], {}
        self.random = np.random.RandomState(1)

    def constant(self, name, array):
        self.arrays[name] = np.asarray(array)
        self.weights.append(numpy_helper.from_array(self.arrays[name], name))
        return name

    def weight(self, name, *shape):
        scale = 1 / np.sqrt(np.prod(shape[1:]) if len(shape) == 4 else shape[0])
        return self.constant(name, (self.random.standard_normal(shape) * scale).astype(np.float32))

    def add(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def model(self, inputs, outputs):
        graph = helper.make_graph(self.nodes, "graph", inputs, outputs, self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def tensor(name, shape, element=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, element, shape)


def mlp():
    g = Graph()
    g.add("Gemm", ["x", g.weight("w1", 20, 50), g.weight("b1", 50)], "a")
    g.add("Relu", ["a"], "r")
    g.add("Gemm", ["r", g.weight("w2", 50, 7), g.weight("b2", 7)], "y")

    def reference(x):
        w = g.arrays
        return [np.maximum(x @ w["w1"] + w["b1"], 0) @ w["w2"] + w["b2"]]

    return g.model([tensor("x", ["batch", 20])], [tensor("y", ["batch", 7])]), reference


def outer():
    """Two steps with a product of three open dims between them."""
    g = Graph()
    for name, axes in ("a", [1, 2]), ("b", [0, 2]), ("c", [0, 1]):
        g.add("Unsqueeze", [name, g.constant("axes_" + name, axes)], name + "3")
    g.add("Mul", ["a3", "b3"], "ab")
    g.add("Mul", ["ab", "c3"], "abc")
    g.add("Softmax", ["abc"], "y", axis=1)

    def reference(a, b, c):
        e = np.exp(a[:, None, None] * b[:, None] * c)
        return [e / e.sum(axis=1, keepdims=True)]

    return g.model([tensor(n, [n]) for n in "abc"], [tensor("y", ["a", "b", "c"])]), reference


def cnn():
    g = Graph()
    g.add("Conv", ["x", g.weight("w1", 16, 3, 3, 3), g.weight("b1", 16)], "c1", pads=[1] * 4,
          strides=[2, 2])
    g.add("Relu", ["c1"], "r1")
    g.add("Conv", ["r1", g.weight("w2", 16, 1, 3, 3)], "c2", pads=[1] * 4, group=16)
    g.add("Conv", ["c2", g.weight("w3", 32, 16, 1, 1)], "c3")
    g.add("Conv", ["c3", g.weight("w4", 32, 32, 3, 3)], "c4", pads=[1] * 4)
    g.add("Add", ["c4", "c3"], "sum")
    g.add("MaxPool", ["sum"], "pool", kernel_shape=[2, 2], strides=[2, 2])
    g.add("Concat", ["pool", "pool"], "joined", axis=1)
    g.add("GlobalAveragePool", ["joined"], "mean")
    g.add("Flatten", ["mean"], "flat")
    g.add("Gemm", ["flat", g.weight("w5", 64, 10)], "logits")
    g.add("Softmax", ["logits"], "y")
    return g.model([tensor("x", ["batch", 3, 20, 20])], [tensor("y", ["batch", 10])]), None


def detector():
    """Windows along open heights and widths: halved three times, doubled once, read by slices."""
    g = Graph()
    g.add("Conv", ["x", g.weight("w1", 16, 3, 3, 3), g.weight("b1", 16)], "c1", pads=[1] * 4,
          strides=[2, 2])
    g.add("Relu", ["c1"], "r1")
    g.add("Conv", ["r1", g.weight("w2", 16, 1, 3, 3)], "c2", pads=[1] * 4, group=16)
    g.add("Conv", ["c2", g.weight("w3", 24, 16, 1, 1)], "c3")
    g.add("MaxPool", ["c3"], "fine", kernel_shape=[2, 2], strides=[2, 2])
    g.add("Conv", ["fine", g.weight("w4", 24, 24, 5, 5)], "c4", auto_pad="SAME_UPPER",
          strides=[2, 2])
    g.add("Relu", ["c4"], "coarse")
    g.add("AveragePool", ["coarse"], "smooth", kernel_shape=[2, 2])
    g.add("Resize", ["coarse", "", g.constant("scales", np.float32([1, 1, 2, 2]))], "up",
          mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    g.add("Add", ["up", "fine"], "sum")
    g.add("Conv", ["sum", g.weight("w5", 6, 24, 3, 3), g.weight("b5", 6)], "heads", pads=[1] * 4)
    g.add("ConvTranspose", ["sum", g.weight("w6", 24, 5, 2, 2)], "mask", strides=[2, 2])
    g.add("Slice", ["x", g.constant("from", [1, 1]), g.constant("to", [2**31, 2**31]),
                    g.constant("axes", [2, 3]), g.constant("by", [8, 4])], "points")
    g.add("Transpose", ["heads"], "last", perm=[0, 2, 3, 1])
    g.add("Reshape", ["last", g.constant("boxes", [0, -1, 6])], "y")
    outputs = [tensor("y", ["batch", None, 6]), tensor("mask", ["batch", 5, None, None]),
               tensor("smooth", ["batch", 24, None, None]),
               tensor("points", ["batch", 3, None, None])]
    return g.model([tensor("x", ["batch", 3, "height", "width"])], outputs), None


def words():
    """Windows without padding along an open length, which end where it does."""
    g = Graph()
    g.add("Conv", ["x", g.weight("w1", 8, 4, 3)], "c1")
    g.add("Relu", ["c1"], "r1")
    g.add("Conv", ["r1", g.weight("w2", 8, 8, 2)], "y")
    g.add("MaxPool", ["r1"], "pool", kernel_shape=[3], pads=[1, 1])
    outputs = [tensor("y", ["batch", 8, None]), tensor("pool", ["batch", 8, None])]
    return g.model([tensor("x", ["batch", 4, "length"])], outputs), None


def transformer():
    """Embeddings, positions cut to the sequence, masked attention, a normalization, a mean."""
    g = Graph()
    g.add("Gather", [g.weight("words", WORDS, HIDDEN), "ids"], "embedded")
    g.add("Shape", ["ids"], "shape")
    batch = g.add("Slice", ["shape", g.constant("i0", [0]), g.constant("i1", [1])], "batch")
    length = g.add("Slice", ["shape", "i1", g.constant("i2", [2])], "length")
    g.add("Slice", [g.weight("positions", 512, HIDDEN), "i0", length, "i0"], "cut")
    g.add("Add", ["embedded", "cut"], "x")
    g.add("Unsqueeze", ["mask", g.constant("axes", [1, 2])], "mask4")
    g.add("Cast", ["mask4"], "maskf", to=TensorProto.FLOAT)
    g.add("Sub", ["maskf", g.constant("one", np.float32(1))], "maskn")
    g.add("Mul", ["maskn", g.constant("large", np.float32(1e4))], "bias")
    g.add("Concat", [batch, length, g.constant("heads", [HEADS]), g.constant("head", [HEAD])],
          "split", axis=0)
    g.add("Concat", [batch, length, g.constant("hidden", [HIDDEN])], "join", axis=0)
    for name, order in ("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3]):
        g.add("MatMul", ["x", g.weight("w" + name, HIDDEN, HIDDEN)], name)
        g.add("Reshape", [name, "split"], name + "4")
        g.add("Transpose", [name + "4"], name + "t", perm=order)
    g.add("MatMul", ["qt", "kt"], "scores")
    g.add("Mul", ["scores", g.constant("scale", np.float32(HEAD**-0.5))], "scaled")
    g.add("Add", ["scaled", "bias"], "masked")
    g.add("Softmax", ["masked"], "shares", axis=-1)
    g.add("MatMul", ["shares", "vt"], "context")
    g.add("Transpose", ["context"], "turned", perm=[0, 2, 1, 3])
    g.add("Reshape", ["turned", "join"], "joined")
    g.add("MatMul", ["joined", g.weight("wo", HIDDEN, HIDDEN)], "projected")
    g.add("Add", ["projected", "x"], "residual")
    g.add("ReduceMean", ["residual"], "mean", axes=[-1])
    g.add("Sub", ["residual", "mean"], "centered")
    g.add("Mul", ["centered", "centered"], "squares")
    g.add("ReduceMean", ["squares"], "variance", axes=[-1])
    g.add("Sqrt", ["variance"], "deviation")
    g.add("Div", ["centered", "deviation"], "y")
    g.add("ReduceMean", ["y"], "pooled", axes=[1], keepdims=0)  # divides by the sequence's length

    def reference(ids, mask):
        w = g.arrays
        x = w["words"][ids] + w["positions"][:ids.shape[1]]
        q, k, v = ((x @ w[n]).reshape(*ids.shape, HEADS, HEAD).transpose(0, 2, 1, 3)
                   for n in ("wq", "wk", "wv"))
        scores = q @ k.transpose(0, 1, 3, 2) * HEAD**-0.5 + (mask[:, None, None] - 1) * 1e4
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        context = (shares / shares.sum(-1, keepdims=True)) @ v
        y = context.transpose(0, 2, 1, 3).reshape(x.shape) @ w["wo"] + x
        y = (y - y.mean(-1, keepdims=True)) / y.std(-1, keepdims=True)
        return [y, y.mean(1)]

    shape = ["batch", "sequence"]
    inputs = [tensor(name, shape, TensorProto.INT64) for name in ("ids", "mask")]
    outputs = [tensor("y", shape + [HIDDEN]), tensor("pooled", ["batch", HIDDEN])]
    return g.model(inputs, outputs), reference


def get_names(model):
    """Returns the names of open dims in order of appearance."""
    return list(dict.fromkeys(dim.dim_param for value in model.graph.input
                              for dim in value.type.tensor_type.shape.dim if dim.dim_param))


def invent(model, sizes):
    random = np.random.RandomState(sum(sizes))
    arrays = []
    named = dict(zip(get_names(model), sizes))
    for value in model.graph.input:
        dims = [dim.dim_value or named[dim.dim_param] for dim in value.type.tensor_type.shape.dim]
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            arrays.append(random.standard_normal(dims).astype(np.float32))
        elif value.name == "mask":
            arrays.append((random.rand(*dims) > 0.2).astype(np.int64))
            arrays[-1][:, 0] = 1
        else:
            arrays.append(random.randint(0, WORDS, dims))
    return arrays


def main():
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    tools, folder, name = sys.argv[1:4]
    folder = pathlib.Path(folder)
    model, reference = globals()[name]()
    onnx.save(model, folder / f"{name}.onnx")
    names = get_names(model)

    def compile_to(path, *options):
        subprocess.run([f"{tools}/sinter-compile", folder / f"{name}.onnx", "-o", path, "--quiet",
                        *options, *sys.argv[end + 1:]], check=True)

    def run(path, arrays, *options):
        files = [folder / f"in{i}.npy" for i in range(len(arrays))]
        for file, array in zip(files, arrays):
            np.save(file, array)
        outputs = [folder / f"out{i}.npy" for i in range(len(model.graph.output))]
        subprocess.run([f"{tools}/sinter-run", path, *(f"--input=@{file}" for file in files),
                        *(f"--output=@{file}" for file in outputs), *options], check=True)
        return [np.load(file) for file in outputs]

    bounds = ["--dim=sequence:1..512"] if "sequence" in names else []
    compile_to(folder / "open.sinter", *bounds)
    for text in sys.argv[4:end]:
        sizes = [int(size) for size in text.split("x")]
        arrays = invent(model, sizes)
        actual = run(folder / "open.sinter", arrays)
        compile_to(folder / "fixed.sinter", *(f"--dim={n}:{s}" for n, s in zip(names, sizes)))
        others = [run(folder / "fixed.sinter", arrays),
                  run(folder / "open.sinter", arrays, "--threads=2")]
        if reference:
            others.append(reference(*arrays))
        for other in others:
            for x, y in zip(actual, other, strict=True):
                np.testing.assert_allclose(x, y, rtol=1e-4, atol=2e-5, err_msg=f"size {text}")
        print(f"size {text}: as expected, shapes {[list(x.shape) for x in actual]}")


main()
