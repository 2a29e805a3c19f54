"""Writes models in which a size of an open dimension could be taken for a number, and compiles them. Each is
refused, or computes at several sizes what it computes when compiled for them.

    usage: open_dims_right.py TOOLS FOLDER
"""

import itertools
import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MODELS = {}


def model(name, shape, nodes, constants=(), output=TensorProto.FLOAT, others=()):
    """`shape` is that of input x; `others` are further inputs."""
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in [("x", shape), *others]]
    weights = [numpy_helper.from_array(np.asarray(value), n) for n, value in dict(constants).items()]
    graph = helper.make_graph([helper.make_node(kind, i, o, **attributes) for kind, i, o, attributes in nodes],
                              name, inputs, [helper.make_tensor_value_info("y", output, None)], weights)
    MODELS[name] = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def one(kind, *inputs, **attributes):
    return [(kind, ["x", *inputs], ["y"], attributes)]


LIST = {"dtype": np.int64}
model("mean_two", ["A", "B"], one("ReduceMean", keepdims=0))
model("mean_large", ["A", 1024], one("ReduceMean", keepdims=0))
model("pool", [2, 3, "A", "B"], one("GlobalAveragePool"))
model("instance", [2, 3, "A", "B"], one("InstanceNormalization", "s", "b"),
      {"s": np.float32([1, 2, 3]), "b": np.float32([0, 1, 0])})
model("transpose", [3, "A"], one("Transpose", perm=[1, 0]))
model("channels_last", [1, 3, "A", "B"], one("Transpose", perm=[0, 2, 3, 1]))
model("turned", [2, "A", "B"], one("Transpose", perm=[1, 2, 0]))
model("tall", [7, "A", 4], one("Transpose", perm=[1, 2, 0]))
model("sum_of_dims", ["A"], one("Concat", "z", axis=0), others=[("z", ["B"])])
model("first", ["A", 3], one("Slice", "f", "t"), {"f": np.array([0], **LIST), "t": np.array([4], **LIST)})
model("last", ["A", 3], one("Slice", "f", "t"), {"f": np.array([-7], **LIST), "t": np.array([-1], **LIST)})
model("at_end", ["A", 3], one("Gather", "i"), {"i": np.array([-5], **LIST)})
model("padded", ["A", 3], one("Pad", "p"), {"p": np.array([160, 0, 160, 0], **LIST)})
model("triangle", [16, "A", 17], [("LayerNormalization", ["x", "s"], ["n"], {}),
                                  ("Trilu", ["n", "k"], ["y"], {"upper": 1})],
      {"s": np.ones(17, np.float32), "k": np.array(0, **LIST)})
model("size", ["A", "B", 3], [("Size", ["x"], ["s"], {}), ("Cast", ["s"], ["f"], {"to": TensorProto.FLOAT}),
                              ("Div", ["x", "f"], ["y"], {})])
model("narrow", ["A", 7], [("Shape", ["x"], ["s"], {}), ("Cast", ["s"], ["y"], {"to": TensorProto.INT8})],
      output=TensorProto.INT8)
model("odd", ["A", 7], [("Shape", ["x"], ["s"], {}), ("Add", ["s", "s"], ["t"], {}), ("Sub", ["t", "c"], ["y"], {})],
      {"c": np.array([1], **LIST)}, output=TensorProto.INT64)
model("to_size", [1, 1, "A", "B"], [("Resize", ["x", "", "", "s"], ["y"], {"mode": "linear"})],
      {"s": np.array([1, 1, 7, 9], **LIST)})
model("running", ["A", "B", 3], [("Reshape", ["x", "s"], ["f"], {}), ("CumSum", ["f", "a"], ["y"], {})],
      {"s": np.array([-1], **LIST), "a": np.array(0, **LIST)})
model("zeros", [5, "A", 4], [("Shape", ["x"], ["s"], {}), ("Gather", ["s", "i"], ["n"], {}),
                             ("Concat", ["l", "n", "h"], ["t"], {"axis": 0}),
                             ("ConstantOfShape", ["t"], ["z"], {}),
                             ("LSTM", ["x", "w", "r", "", "", "z", "z"], ["y", "", ""], {"hidden_size": 8})],
      {"i": np.array([1], **LIST), "l": np.array([1], **LIST), "h": np.array([8], **LIST),
       "w": np.sin(np.arange(128)).reshape(1, 32, 4).astype(np.float32),
       "r": np.cos(np.arange(256)).reshape(1, 32, 8).astype(np.float32)})


def main():
    tools, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    random = np.random.RandomState(1)
    for name, graph in MODELS.items():
        path = folder / f"{name}.onnx"
        onnx.save(graph, path)
        is_open = subprocess.run([f"{tools}/sinter-compile", path, "-o", folder / "open.sinter", "--quiet"],
                                 stderr=subprocess.PIPE, text=True)
        if is_open.returncode == 1:
            assert "--dim=" in is_open.stderr, is_open.stderr
            print(f"{name}: refused")
            continue
        names = sorted({d.dim_param for i in graph.graph.input for d in i.type.tensor_type.shape.dim if d.dim_param})
        ran = 0
        for sizes in itertools.product([1, 2, 5, 16, 33], repeat=len(names)):
            given = dict(zip(names, sizes))
            arguments = []
            for k, value in enumerate(graph.graph.input):
                shape = [d.dim_value or given[d.dim_param] for d in value.type.tensor_type.shape.dim]
                np.save(folder / f"in{k}.npy", random.standard_normal(shape).astype(np.float32))
                arguments.append(f"--input=@{folder}/in{k}.npy")
            run = [f"{tools}/sinter-run", folder / "open.sinter", *arguments]
            result = subprocess.run([*run, f"--output=@{folder}/open.npy"], stderr=subprocess.PIPE, text=True)
            if result.returncode == 1 and "but the model takes" in result.stderr:
                continue  # a size that the model says it does not take
            assert result.returncode == 0, f"{name} at {given}: {result.returncode} {result.stderr}"
            subprocess.run([f"{tools}/sinter-compile", path, "-o", folder / "fixed.sinter", "--quiet",
                            *(f"--dim={n}:{s}" for n, s in given.items())], check=True)
            subprocess.run([run[0], folder / "fixed.sinter", *arguments, f"--output=@{folder}/fixed.npy"], check=True)
            np.testing.assert_allclose(np.load(folder / "open.npy"), np.load(folder / "fixed.npy"), rtol=1e-4, atol=1e-5,
                                       err_msg=f"{name} at {given}")
            ran += 1
        assert ran, f"{name}: takes none of the sizes"
        print(f"{name}: right at {ran} sizes")


main()
