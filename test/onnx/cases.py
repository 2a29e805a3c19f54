"""Reads stored model cases: a model file, inputs, and the outputs that others computed.

Three layouts:
  backend   ONNX's backend tests: model.onnx and test_data_set_N/{input,output}_I.pb
  light     a graph with random weights: NAME.onnx and NAME_output_0.pb; element i of n of the
            input is i / n
  models    cases.json beside model.onnx, with case_N/{input,output}_I.npy
"""

import dataclasses
import json
import pathlib
import typing

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper


@dataclasses.dataclass
class Case:
    label: str
    inputs: typing.List[np.ndarray]
    outputs: typing.List[np.ndarray]


@dataclasses.dataclass
class Model:
    name: str
    path: pathlib.Path
    operators: typing.Set[str]
    cases: typing.List[Case]
    note: str = ""  # why it cannot be run here, if so


def operators_of(graph):
    """Returns the operators of a graph and its subgraphs; a foreign domain is a prefix."""
    names = set()
    for node in graph.node:
        foreign = node.domain not in ("", "ai.onnx")
        names.add(f"{node.domain}.{node.op_type}" if foreign else node.op_type)
        for attribute in node.attribute:
            for subgraph in [attribute.g] if attribute.HasField("g") else attribute.graphs:
                names |= operators_of(subgraph)
    return names


def read_tensor(path):
    """Returns a stored TensorProto as an array; fails on other kinds of values."""
    tensor = TensorProto()
    tensor.ParseFromString(path.read_bytes())
    if tensor.data_type in (TensorProto.UNDEFINED, TensorProto.STRING):
        raise ValueError("a value that is no tensor of numbers")
    return numpy_helper.to_array(tensor)


def numbered(folder, stem, suffix):
    paths = folder.glob(f"{stem}_*{suffix}")
    return sorted(paths, key=lambda path: int(path.stem.split("_")[-1]))


def read_backend(folder):
    """Reads one folder of ONNX's backend tests."""
    model = Model(folder.name, folder / "model.onnx", set(), [])
    try:
        model.operators = operators_of(onnx.load(str(model.path)).graph)
        for data in sorted(folder.glob("test_data_set_*")):
            model.cases.append(Case(data.name, *(
                [read_tensor(path) for path in numbered(data, stem, ".pb")]
                for stem in ("input", "output"))))
    except Exception as error:  # protobuf has no common base class for what it raises
        model.note = str(error)
    return model


def read_light(path):
    """Reads NAME.onnx with the output stored beside it."""
    graph = onnx.load(str(path)).graph
    weights = {tensor.name for tensor in graph.initializer}
    (value,) = [value for value in graph.input if value.name not in weights]
    shape = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
    count = int(np.prod(shape))
    image = (np.arange(count, dtype=np.float32) / np.float32(count)).reshape(shape)
    output = read_tensor(path.with_name(f"{path.stem}_output_0.pb"))
    return Model(path.stem, path, operators_of(graph), [Case("ramp", [image], [output])])


def read_model(folder):
    """Reads a folder with cases.json."""
    path = folder / "model.onnx"
    graph = onnx.load(str(path)).graph
    model = Model(folder.name, path, operators_of(graph), [])
    for entry in json.loads((folder / "cases.json").read_text()):
        if entry["seq"]:
            model.note = "its cases are sequences"
        data = folder / f"case_{entry['case']}"
        model.cases.append(Case(entry["label"], *(
            [np.load(path) for path in numbered(data, stem, ".npy")]
            for stem in ("input", "output"))))
    return model
