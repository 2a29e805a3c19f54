"""Writes models with twelve nodes that are unsupported or malformed, each in its own way.

    usage: twelve.py FOLDER
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT


def node(op, inputs, name, domain="", **attributes):
    return helper.make_node(op, inputs, [name], name, domain=domain, **attributes)


def save(folder, name, nodes, initializers, functions=(), undefined=()):
    names = [n.output[0] for n in nodes]
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("x", FLOAT, [2, 3])],
        [helper.make_tensor_value_info(n, FLOAT, None) for n in names], initializers)
    onnx.save(helper.make_model(graph, ir_version=9, functions=functions, opset_imports=[
        helper.make_opsetid("", 17), helper.make_opsetid("own", 1), helper.make_opsetid("else.where", 3)]),
        folder / f"{name}.onnx")


def branch(*nodes):
    return helper.make_graph(list(nodes), "branch", [],
                             [helper.make_tensor_value_info(nodes[-1].output[0], FLOAT, None)])


def main():
    folder = pathlib.Path(sys.argv[1])
    weights = [numpy_helper.from_array(np.ones((5, 7), np.float32), "w"),
               numpy_helper.from_array(np.array(True), "yes"),
               TensorProto(name="short", data_type=FLOAT, dims=[3], raw_data=b"1234"),
               TensorProto(name="outside", data_type=FLOAT, dims=[3], data_location=TensorProto.EXTERNAL)]
    inner = helper.make_function("own", "Inner", ["v"], ["r"], [node("Unheard", ["v"], "r")],
                                 [helper.make_opsetid("", 17)])
    unsupported = [
        node("Unheard", ["x"], "unknown_operator"),
        node("Relu", ["x"], "unknown_domain", "else.where"),
        node("MatMul", ["x", "w"], "shapes_differ"),
        node("Transpose", ["x"], "attribute_kind", perm="ab"),
        node("Softmax", ["x"], "axis_range", axis=7),
        node("Reshape", ["x", "x"], "wrong_type"),
        node("Conv", ["x"], "missing_input"),
        node("Add", ["x", "short"], "bad_data"),
        node("Add", ["x", "outside"], "no_file"),
        node("If", ["yes"], "inside_branch", then_branch=branch(node("Sigmoidal", ["x"], "deep")),
             else_branch=branch(node("Neg", ["x"], "fine"))),
        node("Inner", ["x"], "inside_function", "own"),
        node("Concat", ["x", "w"], "concat", axis=0),
        # Nobody is to blame for using what is not there.
        node("Neg", ["unknown_operator"], "innocent"),
    ]
    save(folder, "unsupported", unsupported, weights, [inner])
    malformed = [
        node("Neg", ["nowhere"], "uses_nothing"),
        helper.make_node("Neg", ["x"], ["x"], "defines_input"),
        node("Add", ["x", "round_2"], "round_1"),
        node("Neg", ["round_1"], "round_2"),
        node("If", ["yes"], "no_output", then_branch=branch(node("Neg", ["gone"], "b")),
             else_branch=branch(node("Neg", ["x"], "c"))),
    ]
    save(folder, "mixed", unsupported[:7] + malformed, weights[:2])


main()
