"""make_bad.py FOLDER: writes model files that a compiler must refuse.

  random.onnx, random.mlir   seeded noise
  unsupported.onnx           three nodes that no compiler supports, among supported ones
  no-opset.onnx              a model that does not say which opset it means
  cycle.onnx                 two nodes that need each other's result
  unknown-input.onnx         a node that reads a tensor nobody writes
  deep.mlir                  an attribute in more brackets than a parser can hold
  control.onnx               an unsupported node whose name would turn a terminal red
"""

import pathlib
import random
import sys

import onnx
from onnx import TensorProto, helper

FOLDER = pathlib.Path(sys.argv[1])


def save(name, nodes, opset=13):
    value = helper.make_tensor_value_info
    graph = helper.make_graph(nodes, "bad", [value("x", TensorProto.FLOAT, [1, 4])],
                              [value("y", TensorProto.FLOAT, [1, 4])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    if not opset:
        del model.opset_import[:]
    (FOLDER / name).write_bytes(model.SerializeToString())


def node(operator, inputs, output, name, **attributes):
    return helper.make_node(operator, inputs, [output], name=name, **attributes)


FOLDER.mkdir(parents=True, exist_ok=True)
noise = random.Random(7)
for suffix in ("onnx", "mlir"):
    (FOLDER / f"random.{suffix}").write_bytes(noise.randbytes(4096))

save("unsupported.onnx", [
    node("Relu", ["x"], "a", "first"),
    node("Frobnicate", ["a"], "b", "strange"),
    node("Relu", ["b"], "c", "second"),
    node("Normalize", ["c"], "d", "foreign", domain="com.example"),
    node("StringSplit", ["d"], "e", "splitter"),
    node("Relu", ["e"], "y", "last"),
])
save("no-opset.onnx", [node("Relu", ["x"], "y", "only")], opset=0)
save("cycle.onnx", [node("Add", ["x", "b"], "a", "one"), node("Relu", ["a"], "b", "two"),
                    node("Relu", ["a"], "y", "three")])
save("unknown-input.onnx", [node("Add", ["x", "nowhere"], "y", "lonely")])
save("control.onnx", [node("Frobnicate", ["x"], "y", "\x1b[31mred")])
(FOLDER / "deep.mlir").write_text(f"module attributes {{a =\n{'[' * 100000}{']' * 100000}}} {{}}\n")
