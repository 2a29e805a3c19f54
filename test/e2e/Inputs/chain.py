"""Writes a chain of several hundred layers, its input and output, and runs it as a shared library.

    usage: chain.py write FOLDER LAYERS | chain.py run LIBRARY FOLDER
"""

import ctypes
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def write(folder, layers):
    random = np.random.default_rng(0)
    x = random.standard_normal((4, 16)).astype(np.float32)
    np.save(folder / "x.npy", x)
    nodes, weights = [], []
    for i in range(layers):
        matrix = (random.standard_normal((16, 16)) / 4).astype(np.float32)
        weights.append(numpy_helper.from_array(matrix, f"w{i}"))
        nodes += [helper.make_node("MatMul", [f"h{i}", f"w{i}"], [f"product{i}"], f"layer{i}"),
                  helper.make_node("Clip", [f"product{i}", "low", "high"], [f"h{i + 1}"], f"clip{i}")]
        x = np.clip(x @ matrix, np.float32(-1), np.float32(1))
    np.save(folder / "y.npy", x)
    weights += [numpy_helper.from_array(np.float32(-1), "low"),
                numpy_helper.from_array(np.float32(1), "high")]
    graph = helper.make_graph(
        nodes, "chain", [helper.make_tensor_value_info("h0", TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info(f"h{layers}", TensorProto.FLOAT, x.shape)], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8),
              folder / "model.onnx")


def run(library, folder):
    x, expected = np.load(folder / "x.npy"), np.load(folder / "y.npy")
    y = np.zeros_like(expected)
    workspace = ctypes.create_string_buffer(1 << 20)
    aligned = (ctypes.addressof(workspace) + 63) // 64 * 64
    io = (ctypes.c_void_p * 2)(x.ctypes.data, y.ctypes.data)
    code = ctypes.CDLL(library).chain_run(ctypes.byref(io), ctypes.c_void_p(aligned))
    assert code == 0, code
    np.testing.assert_allclose(y, expected, rtol=1e-3, atol=1e-5)


if sys.argv[1] == "write":
    write(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
else:
    run(sys.argv[2], pathlib.Path(sys.argv[3]))
