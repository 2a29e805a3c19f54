"""Writes small ONNX models, one per function, named after what a test asks of it.

    usage: models.py FOLDER [NAME...]
"""

import inspect
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT


def value(name, shape, element=FLOAT):
    return helper.make_tensor_value_info(name, element, shape)


def model(nodes, inputs, outputs, initializers=(), opset=13, **fields):
    main = helper.make_graph(nodes, "graph", inputs, outputs, initializers, **fields)
    return helper.make_model(main, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def weights(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def basic():
    """Names, an absent input, a large initializer, a small one, an output nobody described."""
    nodes = [
        helper.make_node("Conv", ["x", "w", "b"], ["conv_out"], name="conv", pads=[1, 1, 1, 1]),
        helper.make_node("Clip", ["conv_out", "", "high"], ["y"]),
    ]
    w = np.arange(16 * 3 * 3 * 3, dtype=np.float32).reshape(16, 3, 3, 3)
    return model(nodes, [value("x", [1, 3, 8, 8])], [value("y", [1, 16, 8, 8])],
                 [weights("w", w), weights("b", np.ones(16, np.float32)),
                  weights("high", np.float32(6))])


def old_style():
    """Up to IR version 3 initializers are inputs, too."""
    result = model([helper.make_node("Add", ["x", "w"], ["y"])],
                   [value("x", [2]), value("w", [2])], [value("y", [2])],
                   [weights("w", np.array([1, 2], np.float32))], opset=7)
    result.ir_version = 3
    return result


def unsorted():
    return model([helper.make_node("Relu", ["a"], ["y"], name="second"),
                  helper.make_node("Abs", ["x"], ["a"], name="first")],
                 [value("x", [2])], [value("y", [2])])


def types():
    """Element types by the fields that hold them; bool and unsigned ones above all."""
    tensors = [
        helper.make_tensor("u8", TensorProto.UINT8, [2], [1, 255]),
        helper.make_tensor("f16", TensorProto.FLOAT16, [2], [1.5, -2.0]),
        helper.make_tensor("bf16", TensorProto.BFLOAT16, [2], [1.5, -2.0]),
        helper.make_tensor("bool", TensorProto.BOOL, [3], [True, False, True]),
        helper.make_tensor("u64", TensorProto.UINT64, [1], [2**64 - 1]),
        helper.make_tensor("f64", TensorProto.DOUBLE, [1], [0.5]),
        helper.make_tensor("i16", TensorProto.INT16, [1], [-7]),
    ]
    return model([helper.make_node("Identity", ["x"], ["y"])],
                 [value("x", [2], TensorProto.UINT8)],
                 [value("y", [2], TensorProto.UINT8)] +
                 [value(tensor.name, list(tensor.dims), tensor.data_type) for tensor in tensors],
                 tensors)


def narrow():
    """Numbers of 8 bits and less: packed in bytes, in either field, as input and as attribute."""
    packed = TensorProto(name="i4", data_type=22, dims=[3], raw_data=bytes([0x8f, 0x07]))
    listed = TensorProto(name="u2", data_type=25, dims=[2, 3], int32_data=[0b11100100, 0b0110])
    eight = TensorProto(data_type=17, dims=[2], raw_data=bytes([0x38, 0x7f]))
    return model([helper.make_node("Identity", ["x"], ["y"]),
                  helper.make_node("Constant", [], ["f8"], value=eight)],
                 [value("x", [2], 23)],
                 [value("y", [2], 23), value("i4", [3], 22), value("u2", [2, 3], 25),
                  value("f8", [2], 17)], [packed, listed], opset=25)


def attributes():
    """One attribute of each kind."""
    node = helper.make_node("Custom", ["x"], ["y"], domain="my.domain", an_int=3, a_float=0.5,
                            a_string="text", ints=[1, 2], floats=[1.0, 2.0], strings=["a", "b"],
                            tensor=weights("t", np.array([1, 255], np.uint8)))
    result = model([node], [value("x", [2])], [value("y", None)])
    result.opset_import.append(helper.make_opsetid("my.domain", 4))
    return result


def dynamic():
    """A batch shared by two inputs, and a nameless dim."""
    return model([helper.make_node("Add", ["a", "b"], ["y"])],
                 [value("a", ["batch", 3]), value("b", ["batch", None])],
                 [value("y", ["batch", 3])])


def open_dims():
    """Two inputs that share an open batch; one has a nameless dim, too."""
    return model([helper.make_node("Relu", ["a"], ["y"]), helper.make_node("Abs", ["b"], ["z"])],
                 [value("a", ["batch", 3]), value("b", ["batch", None])],
                 [value("y", ["batch", 3]), value("z", ["batch", None])])


def dynamic_unknown():
    """An open batch, an operator that nobody knows, and one that nothing needs."""
    nodes = [
        helper.make_node("Relu", ["x"], ["a"], name="known"),
        helper.make_node("Unheard", ["a"], ["y"], name="unknown"),
        helper.make_node("Unneeded", ["a"], ["b"], name="unneeded"),
    ]
    return model(nodes, [value("x", ["batch", 3])], [value("y", ["batch", 3])])


def declared_otherwise():
    """Outputs declared with shapes that the nodes do not compute; the last is right."""
    nodes = [helper.make_node(kind, ["x"], [name]) for kind, name in
             (("Relu", "dims"), ("Neg", "rank"), ("Abs", "open"))]
    return model(nodes, [value("x", [1, 4])],
                 [value("dims", [1, 5]), value("rank", [4]), value("open", ["n", 4])])


def many_problems():
    nodes = [
        helper.make_node("Relu", ["nowhere"], ["a"], name="uses_nothing"),
        helper.make_node("Add", ["x", "c"], ["b"], name="round_1"),
        helper.make_node("Add", ["x", "b"], ["c"], name="round_2"),
        helper.make_node("Relu", ["x"], ["x"], name="defines_input"),
    ]
    return model(nodes, [value("x", [2]), value("x", [2]), value("s", [1], TensorProto.STRING)],
                 [value("missing", [2])],
                 [weights("w", np.ones(2, np.float32)), weights("w", np.ones(2, np.float32))])


def bad_weights():
    """Initializers that are wrong or cannot be represented; one of them is not used."""
    short = weights("short", np.ones(4, np.float32))
    short.dims[0] = 5
    huge = TensorProto(name="huge", data_type=FLOAT, dims=[2**31, 2**31])
    negative = TensorProto(name="negative", data_type=FLOAT, dims=[-1], raw_data=b"")
    text = helper.make_tensor("text", TensorProto.STRING, [1], [b"x"])
    outside = TensorProto(name="outside", data_type=FLOAT, dims=[2])
    outside.data_location = TensorProto.EXTERNAL
    unused = TensorProto(name="unused", data_type=FLOAT, dims=[3], raw_data=b"1")
    names = ["short", "huge", "negative", "text", "outside"]
    return model([helper.make_node("Sum", ["x", *names], ["y"])], [value("x", [1])],
                 [value("y", None)], [short, huge, negative, text, outside, unused])


def graph(nodes, inputs, outputs, initializers=()):
    return helper.make_graph(nodes, "graph", [value(name, None) for name in inputs],
                             [value(name, None) for name in outputs], initializers)


def subgraph():
    """An operator that nobody knows inside of a branch, which uses a later node's result."""
    unheard = graph([helper.make_node("Unheard", ["later"], ["b"], name="inner")], [], ["b"])
    relu = graph([helper.make_node("Relu", ["x"], ["b"])], [], ["b"])
    nodes = [helper.make_node("If", ["c"], ["y"], name="choice", then_branch=unheard,
                              else_branch=relu),
             helper.make_node("Abs", ["x"], ["later"]),
             helper.make_node("Relu", ["y"], ["z"], name="behind")]
    return model(nodes, [value("x", [2]), value("c", [], TensorProto.BOOL)], [value("z", [2])])


def bad_subgraphs():
    """Names that are nowhere, a cycle through a branch, and a branch without its output."""
    undefined = graph([helper.make_node("Relu", ["nowhere"], ["b"], name="lost")], [], ["b"])
    cyclic = graph([helper.make_node("Relu", ["y1"], ["b"])], [], ["b"])
    nodes = [helper.make_node("If", ["c"], ["y0"], name="undefined", then_branch=undefined,
                              else_branch=undefined),
             helper.make_node("If", ["c"], ["y1"], name="cyclic", then_branch=cyclic,
                              else_branch=cyclic)]
    return model(nodes, [value("c", [], TensorProto.BOOL)], [value("y0", [2]), value("y1", [2])])


def cyclic_branch():
    """A cycle inside of a branch."""
    inner = graph([helper.make_node("Add", ["p", "q"], ["q"], name="again")], [], ["q"],
                  [weights("p", np.ones(1, np.float32))])
    return model([helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=inner)],
                 [value("c", [], TensorProto.BOOL)], [value("y", [1])])


def scopes():
    """The same name inside of two branches, a constant in one, and a nested If."""
    inner = graph([helper.make_node("Neg", ["t"], ["u"])], [], ["u"])
    same = graph([helper.make_node("Identity", ["t"], ["u"])], [], ["u"])
    on_true = graph([helper.make_node("Add", ["x", "w"], ["t"]),
                     helper.make_node("If", ["d"], ["r"], then_branch=inner, else_branch=same)],
                    [], ["r"], [weights("w", np.array([10, 20], np.float32))])
    on_false = graph([helper.make_node("Mul", ["x", "x"], ["t"])], [], ["t"])
    flag = [value(name, [], TensorProto.BOOL) for name in ("c", "d")]
    return model([helper.make_node("If", ["c"], ["y"], then_branch=on_true,
                                   else_branch=on_false)],
                 [value("x", [2]), *flag], [value("y", [2])])


def loop_of(condition, trips=5):
    """x doubles until its sum is 100 or more; each iteration's number and x are scanned."""
    body = graph([helper.make_node("Add", ["v", "v"], ["next"]),
                  helper.make_node("Identity", ["v"], ["row"]),
                  helper.make_node("ReduceSum", ["next"], ["sum"], keepdims=0),
                  condition,
                  helper.make_node("Identity", ["i"], ["number"])],
                 ["i", "go_on", "v"], ["more", "next", "row", "number"],
                 [weights("limit", np.float32(100))])
    return model([helper.make_node("Loop", ["m", "", "x"], ["last", "rows", "numbers"],
                                   name="doubling", body=body)],
                 [value("x", [2])],
                 [value("last", [2]), value("rows", None),
                  value("numbers", None, TensorProto.INT64)],
                 [weights("m", np.array(trips, np.int64))])


def counted_loop():
    return loop_of(helper.make_node("Identity", ["go_on"], ["more"]))


def ending_loop():
    return loop_of(helper.make_node("Less", ["sum", "limit"], ["more"]))


def idle_loop():
    return loop_of(helper.make_node("Less", ["sum", "limit"], ["more"]), trips=0)


def growing_loop():
    """A carried value whose shape changes."""
    body = graph([helper.make_node("Concat", ["v", "v"], ["next"], axis=0),
                  helper.make_node("Identity", ["go_on"], ["more"])],
                 ["i", "go_on", "v"], ["more", "next"])
    return model([helper.make_node("Loop", ["m", "", "x"], ["y"], name="growing", body=body)],
                 [value("x", [2])], [value("y", None)], [weights("m", np.array(3, np.int64))])


def endless_scan():
    """A scan without a known number of iterations."""
    body = graph([helper.make_node("Identity", ["go_on"], ["more"]),
                  helper.make_node("Abs", ["x"], ["row"])], ["i", "go_on"], ["more", "row"])
    return model([helper.make_node("Loop", ["m"], ["rows"], name="endless", body=body)],
                 [value("x", [2]), value("m", [], TensorProto.INT64)], [value("rows", None)])


def wrong_attribute_types():
    """Attributes that claim to be of another kind than operators expect."""
    nodes = [helper.make_node("Transpose", ["x"], ["a"], perm="ab"),
             helper.make_node("Concat", ["a", "x"], ["b"], axis=[0]),
             helper.make_node("Softmax", ["b"], ["y"], axis=0.5)]
    return model(nodes, [value("x", [2, 2])], [value("y", None)])


def sequence():
    result = model([helper.make_node("Identity", ["x"], ["y"])], [value("x", [1])],
                   [value("y", [1])])
    result.graph.input[0].type.Clear()
    result.graph.input[0].type.sequence_type.elem_type.tensor_type.elem_type = FLOAT
    return result


def main():
    folder = pathlib.Path(sys.argv[1])
    makers = {name: make for name, make in globals().items()
              if inspect.isfunction(make) and not inspect.signature(make).parameters and name != "main"}
    for name in sys.argv[2:] or makers:
        onnx.save(makers[name](), str(folder / f"{name}.onnx"))


main()
