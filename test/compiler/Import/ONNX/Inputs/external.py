"""Writes models whose weights lie in other files, each in its own folder, named after what a test asks of it.

    usage: external.py FOLDER
"""

import os
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WEIGHTS = np.arange(600, dtype=np.float32) / 8


def outside(name, dims, element=TensorProto.FLOAT, **place):
    tensor = TensorProto(name=name, data_type=element, dims=dims, data_location=TensorProto.EXTERNAL)
    for key, text in place.items():
        tensor.external_data.add(key=key, value=str(text))
    return tensor


def model(tensors, nodes=None):
    graph = helper.make_graph(
        nodes or [helper.make_node("Sum", ["x", *(tensor.name for tensor in tensors)], ["y"])],
        "graph", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [600])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def constant_node():
    """The tensor of an attribute, and bools, which become 0 and 1."""
    value = outside("", [600], location="w.bin", offset=16)
    nodes = [helper.make_node("Constant", [], ["c"], value=value),
             helper.make_node("Where", ["b", "x", "c"], ["y"])]
    return model([outside("b", [600], TensorProto.BOOL, location="bools.bin")], nodes)


def main():
    root = pathlib.Path(sys.argv[1])
    big = dict(location="data/w.bin", offset=16, length=2400)
    inside = {
        # As most tools write it, twice the same bytes; and where floats do not begin.
        "good": [outside("w", [600], **big), outside("same", [600], **big),
                 outside("odd", [600], location="data/../data/odd.bin", offset=3)],
        "straight": [outside("w", [600], **big), outside("odd", [600], location="data/odd.bin", offset=3)],
        "absolute": [outside("w", [600], location=str(root / "inside" / "data" / "w.bin"))],
        "above": [outside("w", [600], location="../w.bin")],
        "linked": [outside("w", [600], location="link.bin")],
        "folder_link": [outside("w", [600], location="folder/w.bin")],
        "kept": [outside("w", [600], location="kept.bin", offset=16)],
        "problems": [outside("a", [600], location="nowhere.bin"),
                     outside("b", [600], location="data"),
                     outside("c", [601], location="data/w.bin", offset=16),
                     outside("d", [600], location="data/w.bin", offset=2**64 - 8),
                     outside("e", [600], location="data/w.bin", length=2399),
                     outside("f", [600], location="data/w.bin", offset="-1"),
                     outside("g", [600], location="data/empty.bin"),
                     outside("h", [600], location="data/w\0.bin"),
                     outside("i", [600]),
                     outside("j", [600], location="pipe")],
    }
    folder = root / "inside"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "w.bin").write_bytes(bytes(16) + WEIGHTS.tobytes())
    (folder / "data" / "odd.bin").write_bytes(bytes(3) + WEIGHTS.tobytes())
    (folder / "data" / "empty.bin").write_bytes(b"")
    (folder / "bools.bin").write_bytes(bytes(range(150)) * 4)
    (folder / "w.bin").write_bytes(bytes(16) + WEIGHTS.tobytes())
    (root / "w.bin").write_bytes(bytes(2400))
    (folder / "link.bin").symlink_to("../w.bin")
    (folder / "folder").symlink_to("..")
    (folder / "kept.bin").symlink_to("data/w.bin")
    os.mkfifo(folder / "pipe")
    for name, tensors in inside.items():
        onnx.save(model(tensors), folder / f"{name}.onnx")
    onnx.save(model([numpy_helper.from_array(WEIGHTS, "w"), numpy_helper.from_array(WEIGHTS, "odd")]),
              folder / "whole.onnx")
    onnx.save(constant_node(), folder / "constant.onnx")
    np.save(root / "where.npy", np.where(np.tile(np.arange(150) != 0, 4), np.float32(1), WEIGHTS))


main()
