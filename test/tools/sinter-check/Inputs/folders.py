"""Writes models with stored cases, one folder per function, named after what a test asks of it.

    usage: folders.py FOLDER [NAME...]
"""

import inspect
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT
X = np.linspace(-2, 3, 6, dtype=np.float32).reshape(2, 3)
WEIGHTS = np.array([2, -1, 0.5], np.float32)


def value(name, shape, element=FLOAT):
    return helper.make_tensor_value_info(name, element, shape)


def save(folder, nodes, inputs, outputs, initializers=(), name="model.onnx"):
    folder.mkdir(parents=True, exist_ok=True)
    graph = helper.make_graph(nodes, "graph", inputs, outputs, initializers)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8),
              folder / name)


def store(folder, case, inputs, outputs, extension="pb"):
    (folder / case).mkdir(parents=True, exist_ok=True)
    for kind, arrays in [("input", inputs), ("output", outputs)]:
        for i, array in enumerate(arrays):
            path = folder / case / f"{kind}_{i}.{extension}"
            if extension == "npy":
                np.save(path, array)
            else:
                path.write_bytes(numpy_helper.from_array(array).SerializeToString())


def chain(folder, dims=(2, 3)):
    """y = relu(x * w) + 1, also the sign of y."""
    save(folder, [
        helper.make_node("Mul", ["x", "w"], ["/scale/Mul_output"], "scale"),
        helper.make_node("Relu", ["/scale/Mul_output"], ["positive"], "relu"),
        helper.make_node("Add", ["positive", "one"], ["y"], "shift"),
        helper.make_node("Cast", ["y"], ["whole"], "cast", to=TensorProto.INT8),
    ], [value("x", dims)], [value("y", dims), value("whole", dims, TensorProto.INT8)],
         [numpy_helper.from_array(WEIGHTS, "w"),
          numpy_helper.from_array(np.float32(1), "one")])


def results(x):
    y = np.maximum(x * WEIGHTS, 0) + np.float32(1)
    return [y, y.astype(np.int8)]


def passes(folder):
    chain(folder)
    store(folder, "test_data_set_0", [X], results(X))
    store(folder, "test_data_set_10", [X + 10], results(X + 10), "npy")
    store(folder, "test_data_set_2", [X + 2], results(X + 2))


def beside(folder):
    """One case beside a model that is not called model.onnx."""
    chain(folder)
    (folder / "model.onnx").rename(folder / "net.onnx")
    store(folder, ".", [X], results(X), "npy")


def open_dims(folder):
    """The number of rows is open; each case has another."""
    chain(folder, ["rows", 3])
    store(folder, "case_0", [X], results(X))
    store(folder, "case_1", [X[:1]], results(X[:1]))


def wrong(folder):
    """Somebody else computed with other weights, so that relu is the first node that differs."""
    chain(folder)
    expected = results(X)
    expected[0][1, 2] += 4
    expected[1][0, 1] -= 3
    store(folder, "case_0", [X], expected)
    values = folder / "values"
    (values / "scale").mkdir(parents=True)
    np.save(values / "scale" / "Mul_output.npy", X * WEIGHTS)
    relu = np.maximum(X * WEIGHTS, 0)
    relu[0, 2] = 7
    (values / "positive.pb").write_bytes(numpy_helper.from_array(relu).SerializeToString())
    np.save(values / "y.npy", expected[0])
    behind = folder / "behind"
    behind.mkdir()
    np.save(behind / "_scale_Mul_output.npy", X * WEIGHTS)
    two = folder / "two" / "case_0"
    two.mkdir(parents=True)
    np.save(two / "positive.npy", relu)
    (folder / "nothing").mkdir()
    np.save(folder / "nothing" / "unheard.npy", relu)


def missing(folder):
    chain(folder)
    store(folder, "case_0", [X], results(X))
    (folder / "case_0" / "output_0.pb").unlink()


def twice(folder):
    chain(folder)
    store(folder, "case_0", [X], results(X))
    store(folder, "case_0", [X], [], "npy")


def no_tensor(folder):
    chain(folder)
    store(folder, "case_0", [X], results(X))
    (folder / "case_0" / "input_0.pb").write_bytes(b"\x0a\xff\xff\xff")


def shapes_differ(folder):
    chain(folder)
    store(folder, "case_0", [X], [results(X)[0].astype(np.float64), results(X)[1].T])


def unsupported(folder):
    save(folder, [helper.make_node("Unheard", ["x"], ["y"], "unknown")], [value("x", [2, 3])],
         [value("y", [2, 3])])
    store(folder, "case_0", [X], [X])
    store(folder, "case_1", [X], [X])


def several(folder):
    chain(folder)
    (folder / "model.onnx").rename(folder / "a.onnx")
    chain(folder)
    (folder / "model.onnx").rename(folder / "b.onnx")


def no_cases(folder):
    chain(folder)


def main():
    folder, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    known = {name: f for name, f in globals().items() if inspect.isfunction(f)}
    for name in names:
        known[name](folder / name)


if __name__ == "__main__":
    main()
