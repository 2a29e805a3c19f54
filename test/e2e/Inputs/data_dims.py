"""Writes models whose data decide shapes, runs them on data of many kinds, on one thread and on
two, and compares shapes and numbers with numpy.

    usage: data_dims.py TOOLS FOLDER MODEL [-- OPTION...]
"""

import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64, BOOL, UINT8 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL, TensorProto.UINT8


class Graph:
    """Nodes and weights of a model under construction."""

    def __init__(self, opset=13):
        self.nodes, self.weights, self.opset = [], [], opset

    def constant(self, name, array):
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def add(self, kind, inputs, *outputs, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], **attributes))
        return outputs[0]

    def model(self, inputs, outputs):
        values = [[helper.make_tensor_value_info(name, element, shape)
                   for name, element, shape in side] for side in (inputs, outputs)]
        graph = helper.make_graph(self.nodes, "graph", *values, self.weights)
        imports = [helper.make_opsetid("", self.opset)]
        return helper.make_model(graph, opset_imports=imports, ir_version=8)


def sparse(*shape, seed=0):
    """Few elements that are not zero, none, all, and only the last."""
    random = np.random.RandomState(seed)
    dense = random.standard_normal(shape).astype(np.float32)
    last = np.zeros(shape, np.float32)
    last.flat[-1] = -1
    return [dense * (random.rand(*shape) > 0.7), np.zeros(shape, np.float32), dense, last]


def nonzero():
    """Coordinates, alone."""
    g = Graph()
    g.add("NonZero", ["x"], "y")
    model = g.model([("x", FLOAT, [3, 4, 5])], [("y", INT64, [3, None])])
    return model, lambda x: [np.array(np.nonzero(x))], [[x] for x in sparse(3, 4, 5)]


def gathered():
    """What is at the coordinates goes on through many kinds of operators."""
    g = Graph()
    g.add("NonZero", ["x"], "at")
    g.add("Transpose", ["at"], "tuples", perm=[1, 0])
    g.add("GatherND", ["x", "tuples"], "values")
    g.add("Exp", ["values"], "exp")
    g.add("Slice", ["at", g.constant("i0", [0]), g.constant("i1", [1]), "i0"], "row0")
    g.add("Squeeze", ["row0", "i0"], "rows")
    g.add("Gather", [g.constant("table", np.arange(80, dtype=np.float32).reshape(10, 8)), "rows"],
          "embedded")
    g.add("Unsqueeze", ["values", "i1"], "column")
    g.add("Mul", ["embedded", "column"], "scaled")
    g.add("MatMul", ["scaled", g.constant("w", np.linspace(-1, 1, 48, dtype=np.float32)
                                          .reshape(8, 6))], "projected")
    g.add("Softmax", ["projected"], "shares", axis=-1)
    g.add("ReduceSum", ["scaled", "i0"], "sum", keepdims=0)
    g.add("ReduceMax", ["projected"], "most", axes=[1], keepdims=0)
    g.add("Cast", ["rows"], "cast", to=FLOAT)
    g.add("Shape", ["at"], "shape")
    g.add("Transpose", ["shares"], "turned", perm=[1, 0])
    g.add("MatMul", ["turned", "scaled"], "gram")  # a sum as long as there are elements
    g.add("Concat", ["scaled", "projected"], "wide", axis=1)
    model = g.model([("x", FLOAT, [10, 7])],
                    [("exp", FLOAT, [None]), ("shares", FLOAT, [None, 6]), ("sum", FLOAT, [8]),
                     ("most", FLOAT, [None]), ("cast", FLOAT, [None]), ("shape", INT64, [2]),
                     ("turned", FLOAT, [6, None]), ("gram", FLOAT, [6, 8]),
                     ("wide", FLOAT, [None, 14])])

    def reference(x):
        rows = np.nonzero(x)[0]
        values = x[np.nonzero(x)]
        scaled = np.arange(80, dtype=np.float32).reshape(10, 8)[rows] * values[:, None]
        projected = scaled @ np.linspace(-1, 1, 48, dtype=np.float32).reshape(8, 6)
        most = projected.max(1) if len(rows) else np.zeros(0, np.float32)
        shares = np.exp(projected - most[:, None])
        shares /= shares.sum(1, keepdims=True)
        return [np.exp(values), shares, scaled.sum(0), most, rows.astype(np.float32),
                np.array([2, len(rows)]), shares.T, shares.T @ scaled,
                np.concatenate([scaled, projected], 1)]

    return model, reference, [[x] for x in sparse(10, 7, seed=1)]


def batched():
    """A batch that calls decide beside what data decide."""
    g = Graph()
    g.add("NonZero", ["x"], "at")
    g.add("Transpose", ["at"], "tuples", perm=[1, 0])
    g.add("GatherND", ["x", "tuples"], "values")
    g.add("Add", ["x", g.constant("one", np.float32(1))], "more")
    g.add("ReduceSum", ["values", g.constant("i0", [0])], "sum", keepdims=1)
    g.add("Add", ["more", "sum"], "y")
    model = g.model([("x", FLOAT, ["batch", 6])],
                    [("at", INT64, [2, None]), ("values", FLOAT, [None]),
                     ("y", FLOAT, ["batch", 6])])
    data = [[x] for batch in (1, 2, 17) for x in sparse(batch, 6, seed=batch)]
    return model, lambda x: [np.array(np.nonzero(x)), x[np.nonzero(x)], x + 1 + x.sum()], data


def twice():
    """What data decide decides how much data decide."""
    g = Graph()
    g.add("NonZero", ["x"], "at")
    g.add("Transpose", ["at"], "tuples", perm=[1, 0])
    g.add("GatherND", ["x", "tuples"], "values")
    g.add("Greater", ["values", g.constant("zero", np.float32(0))], "positive")
    g.add("NonZero", ["positive"], "where")
    g.add("Squeeze", ["where", g.constant("i0", [0])], "flat")
    g.add("Gather", ["values", "flat"], "y")
    model = g.model([("x", FLOAT, [9, 5])], [("y", FLOAT, [None]), ("where", INT64, [1, None])])

    def reference(x):
        values = x[np.nonzero(x)]
        return [values[values > 0], np.array(np.nonzero(values > 0))]

    return model, reference, [[x] for x in sparse(9, 5, seed=3)]


def sliced():
    """Bounds that a call brings, and constant ones of what may be shorter."""
    g = Graph()
    ints = {name: g.constant(name, np.array(value)) for name, value in
            (("i0", [0]), ("i1", [1]), ("i3", [3]), ("far", [2**31]), ("m1", [-1]), ("m2", [-2]),
             ("low", [-2**31]))}
    g.add("Slice", ["x", "from", "to", ints["i0"], ints["i1"]], "part")
    g.add("Slice", ["x", "from", "to", ints["i1"], ints["m2"]], "back")
    g.add("NonZero", ["x"], "at")
    g.add("Transpose", ["at"], "tuples", perm=[1, 0])
    g.add("GatherND", ["x", "tuples"], "v")
    for name, start, end, step in (("first", "i0", "i3", "i1"), ("tail", "i1", "far", "i1"),
                                   ("last", "m2", "far", "i1"), ("most", "i0", "m1", "i1"),
                                   ("turned", "m1", "low", "m1"), ("all", "i0", "far", "i1")):
        g.add("Slice", ["v", start, end, ints["i0"], step], name)
    g.add("Relu", ["part"], "relu")
    outputs = [("relu", FLOAT, [None, 6]), ("back", FLOAT, [8, None])]
    outputs += [(name, FLOAT, [None]) for name in ("first", "tail", "last", "most", "turned", "all")]
    model = g.model([("x", FLOAT, [8, 6]), ("from", INT64, [1]), ("to", INT64, [1])], outputs)

    def reference(x, start, end):
        v, a, b = x[np.nonzero(x)], start[0], end[0]
        return [np.maximum(x[a:b], 0), x[:, a:b:-2], v[:3], v[1:], v[-2:], v[:-1], v[::-1], v]

    two = np.zeros((8, 6), np.float32)
    two[3, 4], two[5, 1] = 2, -3
    bounds = [(0, 8), (2, 5), (-3, 100), (5, 2), (-100, -2)]
    return model, reference, [[x, np.array([a]), np.array([b])]
                              for x, (a, b) in zip([two, *sparse(8, 6, seed=9)], bounds)]


def long():
    """More dispatches between the count and its last use than one function of the code holds."""
    g = Graph()
    g.add("NonZero", ["x"], "at")
    g.add("Transpose", ["at"], "tuples", perm=[1, 0])
    last, turn = "x", g.constant("turn", np.roll(np.eye(6, dtype=np.float32), 1, 1))
    for i in range(530):
        last = g.add("MatMul", [last, turn], f"m{i}")
    g.add("GatherND", [last, "tuples"], "y")
    model = g.model([("x", FLOAT, [6, 6])], [("y", FLOAT, [None])])
    return model, lambda x: [np.roll(x, 530, 1)[np.nonzero(x)]], [[x] for x in sparse(6, 6, seed=8)]


def compressed():
    """A condition that a call brings keeps rows, and elements of all of them."""
    g = Graph()
    g.add("Compress", ["x", "keep"], "rows", axis=0)
    g.add("Compress", ["x", "keep"], "columns", axis=-1)
    g.add("Compress", ["x", "keep"], "flat")  # the condition is shorter than the tensor
    g.add("Relu", ["columns"], "y")
    model = g.model([("x", FLOAT, [6, 3, 6]), ("keep", BOOL, [6])],
                    [("rows", FLOAT, [None, 3, 6]), ("y", FLOAT, [6, 3, None]),
                     ("flat", FLOAT, [None])])

    def reference(x, keep):
        return [np.compress(keep, x, 0), np.maximum(np.compress(keep, x, 2), 0),
                np.compress(keep, x)]

    x = np.random.RandomState(4).standard_normal((6, 3, 6)).astype(np.float32)
    return model, reference, [[x, np.array([bool(bits >> i & 1) for i in range(6)])]
                              for bits in (0, 1, 0b101100, 0b100000, 63)]


def top():
    """As many of the best as a call asks for, no more than there are."""
    g = Graph()
    g.add("TopK", ["x", "k"], "best", "at", axis=1)
    g.add("TopK", ["x", "k"], "least", "there", axis=0, largest=0)
    g.add("NonZero", ["x"], "all")
    g.add("Shape", ["all"], "shape")
    g.add("Gather", ["shape", g.constant("i1", np.array([1]))], "many")
    g.add("Min", ["many", g.constant("limit", np.array([10]))], "some")
    g.add("Reshape", ["x", g.constant("flat", np.array([-1]))], "list")
    g.add("TopK", ["list", "some"], "ten", "where", axis=0)
    model = g.model([("x", FLOAT, [4, 9]), ("k", INT64, [1])],
                    [("best", FLOAT, [4, None]), ("at", INT64, [4, None]),
                     ("least", FLOAT, [None, 9]), ("there", INT64, [None, 9]),
                     ("ten", FLOAT, [None])])

    def reference(x, k):
        at = np.argsort(-x, 1, kind="stable")[:, :k[0]]
        there = np.argsort(x, 0, kind="stable")[:k[0]]
        ten = np.sort(x.flat)[::-1][:min(10, np.count_nonzero(x))]
        return [np.take_along_axis(x, at, 1), at, np.take_along_axis(x, there, 0), there, ten]

    return model, reference, [[x, np.array([k])] for x, k in zip(sparse(4, 9, seed=5), (0, 1, 4, 9))]


def unique_of(x, axis, is_sorted):
    values, first, inverse, counts = np.unique(x, return_index=True, return_inverse=True,
                                               return_counts=True, axis=axis)
    order = np.arange(len(first)) if is_sorted else np.argsort(first)
    rank = np.argsort(order)
    values = values[order] if axis is None else np.take(values, order, axis)
    return [values, first[order], rank[inverse.reshape(-1)], counts[order]]


def unique():
    """Sorted and in order of appearance, elements and slices, and all that is told of them."""
    g = Graph()
    outputs = []
    for name, attributes, rank in (("a", {}, 1), ("b", {"sorted": 0}, 1), ("c", {"axis": 0}, 2),
                                   ("d", {"axis": 1, "sorted": 0}, 2)):
        names = [name + part for part in ("y", "i", "v", "n")]
        g.add("Unique", ["x"], *names, **attributes)
        shapes = [[None] * rank, [None], [None], [None]]
        outputs += [(n, FLOAT if n.endswith("y") else INT64, shape)
                    for n, shape in zip(names, shapes)]
    g.add("Unique", ["bytes"], "ey", "ei", "ev", "en")
    outputs += [("ey", UINT8, [None]), ("en", INT64, [None])]
    model = g.model([("x", FLOAT, [11, 5]), ("bytes", UINT8, [300])], outputs)

    def reference(x, data):
        found = unique_of(data, None, True)
        return (unique_of(x, None, True) + unique_of(x, None, False) + unique_of(x, 0, True) +
                unique_of(x, 1, False) + [found[0], found[3]])

    random = np.random.RandomState(6)
    data = [[random.randint(0, most, (11, 5)).astype(np.float32),
             random.randint(0, 256, 300).astype(np.uint8)] for most in (1, 2, 3, 7, 1000)]
    data[3][0][:, 3] = data[3][0][:, 0]  # equal columns
    return model, reference, data


def suppress(boxes, scores, limit, overlap, score, centered):
    """NonMaxSuppression, box by box."""
    boxes = boxes.astype(np.float64)
    if centered:
        low, high = boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2
    else:
        low = np.minimum(boxes[..., :2], boxes[..., 2:])
        high = np.maximum(boxes[..., :2], boxes[..., 2:])
    area = (high - low).prod(-1)
    found = []
    for image in range(scores.shape[0]):
        for kind in range(scores.shape[1]):
            chosen = []
            for i in np.argsort(-scores[image, kind], kind="stable"):
                if len(chosen) >= limit or scores[image, kind, i] <= score:
                    break
                sides = np.minimum(high[image, i], high[image, chosen]) - np.maximum(
                    low[image, i], low[image, chosen])
                common = np.maximum(sides, 0).prod(-1)
                if (common > overlap * (area[image, i] + area[image, chosen] - common)).any():
                    continue
                chosen.append(i)
            found += [[image, kind, i] for i in chosen]
    return np.array(found, np.int64).reshape(-1, 3)


def detector(centered=0):
    """Boxes of two images and three classes with limits that a call brings, and their scores."""
    g = Graph()
    g.add("NonMaxSuppression", ["boxes", "scores", "limit", "overlap", "score"], "y",
          center_point_box=centered)
    g.add("GatherND", ["scores", "y"], "kept")
    g.add("Gather", ["y", g.constant("columns", np.array([0, 2]))], "where", axis=1)
    g.add("GatherND", ["boxes", "where"], "places")
    g.add("NonMaxSuppression", ["boxes", "scores", g.constant("two", np.array([2])), "overlap"],
          "few", center_point_box=centered)
    model = g.model([("boxes", FLOAT, [2, 40, 4]), ("scores", FLOAT, [2, 3, 40]),
                     ("limit", INT64, [1]), ("overlap", FLOAT, [1]), ("score", FLOAT, [1])],
                    [("y", INT64, [None, 3]), ("kept", FLOAT, [None]), ("places", FLOAT, [None, 4]),
                     ("few", INT64, [None, 3])])

    def reference(boxes, scores, limit, overlap, score):
        y = suppress(boxes, scores, limit[0], overlap[0], score[0], centered)
        few = suppress(boxes, scores, 2, overlap[0], -np.inf, centered)
        return [y, scores[tuple(y.T)], boxes[y[:, 0], y[:, 2]], few]

    random = np.random.RandomState(7)
    boxes, scores = random.rand(2, 40, 4).astype(np.float32), random.rand(2, 3, 40)
    scores = (scores * 20).astype(np.int64).astype(np.float32) / 20  # many are equal
    data = [[boxes, scores, np.array([limit]), np.array([overlap], np.float32),
             np.array([score], np.float32)]
            for limit, overlap, score in ((5, 0.3, 0.5), (0, 0.3, 0.5), (40, 0.1, -1), (40, 1, -1),
                                          (7, 0, 0.93), (40, 0.5, 2))]
    return model, reference, data


def centered():
    return detector(1)


def main():
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    tools, folder, name = sys.argv[1:4]
    folder = pathlib.Path(folder)
    model, reference, data = globals()[name]()
    onnx.save(model, folder / f"{name}.onnx")
    module = folder / f"{name}.sinter"
    subprocess.run([f"{tools}/sinter-compile", folder / f"{name}.onnx", "-o", module, "--quiet",
                    *sys.argv[end + 1:]], check=True)
    shapes = set()
    for arrays in data:
        files = [folder / f"in{i}.npy" for i in range(len(arrays))]
        for file, array in zip(files, arrays):
            np.save(file, array)
        expected = reference(*arrays)
        shapes.add(str([list(array.shape) for array in expected]))
        for threads in "12":
            outputs = [folder / f"out{i}.npy" for i in range(len(model.graph.output))]
            subprocess.run([f"{tools}/sinter-run", module, *(f"--input=@{file}" for file in files),
                            *(f"--output=@{file}" for file in outputs), f"--threads={threads}"],
                           check=True)
            for output, file, array in zip(model.graph.output, outputs, expected, strict=True):
                actual = np.load(file)
                assert actual.dtype == array.dtype, (output.name, actual.dtype, array.dtype)
                assert actual.shape == array.shape, (output.name, actual.shape, array.shape)
                np.testing.assert_allclose(actual, array, rtol=1e-4, atol=1e-5,
                                           err_msg=output.name)
    print(f"{name}: {len(data)} runs as expected, of {len(shapes)} shapes")


main()
