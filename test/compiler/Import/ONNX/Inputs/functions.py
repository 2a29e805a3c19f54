"""Writes ONNX models that bring functions along, one per function here, named after what a test asks of it.

    usage: functions.py FOLDER [NAME...]
"""

import inspect
import pathlib
import sys

import onnx
from onnx import TensorProto, helper

FLOAT = TensorProto.FLOAT
NODE_OVERLOAD, DEFAULTS, FUNCTION_OVERLOAD = 8, 11, 13  # fields that this schema does not know


def node(op, inputs, outputs, name="", domain="", **attributes):
    return helper.make_node(op, inputs, outputs, name, domain=domain, **attributes)


def refer(op, inputs, outputs, name="", **references):
    """A node whose attributes are those of the function that it is part of."""
    result = node(op, inputs, outputs, name)
    for attribute, (reference, kind) in references.items():
        result.attribute.add(name=attribute, ref_attr_name=reference, type=kind)
    return result


def add_field(message, number, content):
    assert len(content) < 128
    message.MergeFromString(bytes([number << 3 | 2, len(content)]) + content)


def function(name, inputs, outputs, nodes, opset=13, attributes=(), defaults=(), overload=""):
    result = helper.make_function("own", name, inputs, outputs, nodes,
                                  [helper.make_opsetid("", opset), helper.make_opsetid("own", 1)],
                                  list(attributes))
    for default in defaults:
        add_field(result, DEFAULTS, default.SerializeToString())
    if overload:
        add_field(result, FUNCTION_OVERLOAD, overload.encode())
    return result


def model(nodes, functions, outputs=("y",), opset=13):
    graph = helper.make_graph(
        nodes, "graph", [helper.make_tensor_value_info("x", FLOAT, [2, 3])],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in outputs])
    return helper.make_model(graph, ir_version=10, functions=functions,
                             opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("own", 1)])


def scale():
    """y = LeakyRelu(x, alpha) + x, where alpha is given or 0.5."""
    return function("Scale", ["x", "unused"], ["sum", "leaky"], [
        refer("LeakyRelu", ["x"], ["leaky"], "leak", alpha=("slope", 1)),
        node("Add", ["leaky", "x"], ["sum"]),
    ], attributes=["other"], defaults=[helper.make_attribute("slope", 0.5)])


def nested():
    """A function in a function, called twice; names inside are not those outside."""
    twice = function("Twice", ["sum"], ["out"], [
        node("Scale", ["first"], ["out"], "second", "own", slope=0.25),
        node("Scale", ["sum"], ["first"], "first", "own"),
    ])
    return model([node("Twice", ["x"], ["first"], "outer", "own"),
                  node("Twice", ["first"], ["y"], "", "own")], [scale(), twice])


def references():
    """References in references, in subgraphs and to nothing."""
    branch = helper.make_graph([refer("LeakyRelu", ["v"], ["r"], alpha=("slope", 1))], "then", [],
                               [helper.make_tensor_value_info("r", FLOAT, None)])
    other = helper.make_graph([node("Neg", ["v"], ["r"])], "else", [],
                              [helper.make_tensor_value_info("r", FLOAT, None)])
    inner = function("Inner", ["v", "c"], ["o"],
                     [node("If", ["c"], ["o"], "choice", then_branch=branch, else_branch=other)],
                     attributes=["slope"])
    call = refer("Inner", ["a", "b"], ["o"], "inner", slope=("amount", 1))
    call.domain = "own"
    outer = function("Outer", ["a"], ["o"], [
        node("Constant", [], ["b"], value=helper.make_tensor("b", TensorProto.BOOL, [], [True])),
        call], attributes=["amount"])
    # LeakyRelu's own default holds where nobody gives a slope.
    return model([node("Outer", ["x"], ["y"], "given", "own", amount=2.0),
                  node("Outer", ["x"], ["z"], "default", "own")], [inner, outer], ("y", "z"))


def overloads():
    """One name for two functions, and nodes of another operator set than the model's."""
    plain = function("Pick", ["x"], ["y"], [node("Neg", ["x"], ["y"])])
    other = function("Pick", ["x"], ["y"], [node("ReduceSum", ["x"], ["y"], axes=[1], keepdims=0)],
                     opset=11, overload="sum")
    call = node("Pick", ["x"], ["z"], "summed", "own")
    add_field(call, NODE_OVERLOAD, b"sum")
    return model([node("Pick", ["x"], ["y"], "negated", "own"), call], [plain, other], ("y", "z"))


def overrides():
    """A function instead of an operator that we know, in the domain of ONNX itself."""
    own = function("Relu", ["x"], ["y"], [node("Neg", ["x"], ["y"])])
    own.domain = ""
    return model([node("Relu", ["x"], ["y"])], [own])


def wrong():
    """Everything that can be wrong with functions, at once."""
    functions = [
        function("Loop1", ["x"], ["y"], [node("Loop2", ["x"], ["y"], "back", "own")]),
        function("Loop2", ["x"], ["y"], [node("Loop1", ["x"], ["y"], "again", "own")]),
        function("Narrow", ["x"], ["y"], [node("Neg", ["x"], ["y"])]),
        function("Hollow", ["x"], ["y"], [node("Neg", ["x"], ["z"])]),
        function("Outside", ["v"], ["y"], [node("Neg", ["x"], ["y"], "looks_out")]),
        function("Graph", ["v"], ["y"], [refer("If", ["v"], ["y"], "choice", then_branch=("g", 5))]),
    ]
    branch = helper.make_graph([node("Neg", ["x"], ["r"])], "then", [],
                               [helper.make_tensor_value_info("r", FLOAT, None)])
    return model([
        node("Loop1", ["x"], ["a"], "endless", "own"),
        node("Narrow", ["x", "a"], ["b"], "too_many", "own"),
        node("Narrow", ["x"], ["c", "d"], "too_much", "own"),
        node("Hollow", ["x"], ["e"], "hollow", "own"),
        node("Outside", ["x"], ["f"], "outside", "own"),
        node("Graph", ["x"], ["g"], "graph", "own", g=branch),
        node("Sum", ["a", "b", "c", "e", "f", "g"], ["y"])], functions)


def twice():
    return model([node("Same", ["x"], ["y"], "", "own")],
                 [function("Same", ["x"], ["y"], [node(op, ["x"], ["y"])]) for op in ("Neg", "Abs")])


def unsupported():
    """What is not supported inside is called by where it is."""
    inner = function("Inner", ["x"], ["y"], [node("Unheard", ["x"], ["y"], "unknown")])
    outer = function("Outer", ["x"], ["y"], [node("Inner", ["x"], ["y"], "deep", "own")])
    return model([node("Outer", ["x"], ["y"], "top", "own")], [inner, outer])


def bomb():
    """Forty functions, each of which calls the one before twice."""
    functions = [function("F0", ["x"], ["y"], [node("Neg", ["x"], ["y"])])]
    for i in range(1, 41):
        functions.append(function(f"F{i}", ["x"], ["y"], [
            node(f"F{i - 1}", ["x"], ["a"], "a", "own"), node(f"F{i - 1}", ["a"], ["y"], "b", "own")]))
    return model([node("F40", ["x"], ["y"], "bomb", "own")], functions)


def deep():
    """Ten thousand functions, each of which calls the one before."""
    functions = [function("F0", ["x"], ["y"], [node("Neg", ["x"], ["y"])])]
    for i in range(1, 10000):
        functions.append(function(f"F{i}", ["x"], ["y"], [node(f"F{i - 1}", ["x"], ["y"], "f", "own")]))
    return model([node("F9999", ["x"], ["y"], "deep", "own")], functions)


def main():
    folder = pathlib.Path(sys.argv[1])
    known = {name: f for name, f in globals().items() if inspect.isfunction(f)}
    for name in sys.argv[2:]:
        onnx.save(known[name](), str(folder / f"{name}.onnx"))


main()
