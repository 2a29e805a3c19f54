"""Writes recurrent ONNX models with inputs and outputs that NumPy computes in double precision.

    usage: recurrent.py FOLDER

The hidden sizes are large enough for workgroups to share the steps, and one that is not.
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(7)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, h, weights, recurrence, bias):
    c = np.zeros_like(h)
    rows = []
    for step in x:
        i, o, f, g = np.split(step @ weights.T + h @ recurrence.T + bias, 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        rows.append(h)
    return np.stack(rows), h


def gru(x, h, weights, recurrence, bias):
    """The form that resets h before the product: two dependent products per step."""
    size = h.shape[-1]
    rows = []
    for step in x:
        given = step @ weights.T + bias
        z, r = np.split(sigmoid(given[:, :2 * size] + h @ recurrence[:2 * size].T), 2, axis=-1)
        candidate = np.tanh(given[:, 2 * size:] + (r * h) @ recurrence[2 * size:].T)
        h = (1 - z) * candidate + z * h
        rows.append(h)
    return np.stack(rows), h


def write(folder, name, operator, compute, gates, steps, batch, hidden):
    def values(*shape):
        return (random.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)

    x, h = values(steps, batch, 16), values(1, batch, hidden)
    weights = values(1, gates * hidden, 16)
    recurrence = values(1, gates * hidden, hidden)
    bias = values(1, 2 * gates * hidden)
    inputs = [helper.make_tensor_value_info(key, TensorProto.FLOAT, array.shape)
              for key, array in (("X", x), ("H", h))]
    outputs = [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [steps, 1, batch, hidden]),
               helper.make_tensor_value_info("Y_h", TensorProto.FLOAT, [1, batch, hidden])]
    node = helper.make_node(operator, ["X", "W", "R", "B", "", "H"], ["Y", "Y_h"],
                            hidden_size=hidden)
    graph = helper.make_graph([node], name, inputs, outputs,
                              [numpy_helper.from_array(array, key) for key, array in
                               (("W", weights), ("R", recurrence), ("B", bias))])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.save(model, str(folder / f"{name}.onnx"))
    wide = [array.astype(np.float64) for array in (x, h[0], weights[0], recurrence[0],
                                                   bias[0].reshape(2, -1).sum(axis=0))]
    rows, last = compute(*wide)
    for stem, array in (("x", x), ("h", h), ("y", rows[:, None]), ("last", last[None])):
        np.save(folder / f"{name}_{stem}.npy", array.astype(np.float32))


def main():
    folder = pathlib.Path(sys.argv[1])
    write(folder, "lstm", "LSTM", lstm, 4, 6, 1, 320)
    write(folder, "batches", "LSTM", lstm, 4, 5, 3, 200)
    write(folder, "small", "LSTM", lstm, 4, 5, 2, 20)
    write(folder, "gru", "GRU", gru, 3, 7, 1, 336)


main()
