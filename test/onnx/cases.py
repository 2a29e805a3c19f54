"""Reads stored model cases: a model file, inputs, and the outputs that others computed.

Three layouts:
  backend   ONNX's backend tests: model.onnx and test_data_set_N/{input,output}_I.pb
  light     a graph with random weights: NAME.onnx and NAME_output_0.pb; element i of n of the
            input is i / n
  models    cases.json beside model.onnx or model.tflite, with case_N/{input,output}_I.npy
"""

import dataclasses
import json
import pathlib
import typing

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

# Inputs that say how a node computes, by operator. Backend tests feed them at run time; a
# compiler needs them while compiling, so the tests run with the stored values as initializers.
PARAMETERS = {
    "AffineGrid": (1,), "BlackmanWindow": (0,), "CenterCropPad": (1,), "Clip": (1, 2),
    "Col2Im": (1, 2),
    "ConstantOfShape": (0,), "CumProd": (1,), "CumSum": (1,), "DFT": (1, 2), "Dropout": (1, 2), "Expand": (1,),
    "HammingWindow": (0,), "HannWindow": (0,), "Loop": (0,), "MaxUnpool": (2,), "MelWeightMatrix": (0, 1, 2, 3, 4),
    "OneHot": (1,), "Pad": (1, 2, 3), "Range": (0, 1, 2), "Reshape": (1,), "Resize": (1, 2, 3),
    "STFT": (1, 3), "SequenceAt": (1,), "SequenceErase": (1,),
    "SequenceInsert": (2,), "Slice": (1, 2, 3, 4), "Split": (1,), "SplitToSequence": (1,), "Squeeze": (1,), "Tile": (1, 2), "TopK": (1,),
    "Trilu": (1,), "Unsqueeze": (1,), "Upsample": (1,),
    **{f"Reduce{kind}": (1,) for kind in ("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min",
                                          "Prod", "Sum", "SumSquare")},
}


# Numbers of 8 bits and less, which models take and return as bytes: the type's number in ONNX's
# schema -> (bits, whether signed).
NARROW = {17: (8, False), 18: (8, False), 19: (8, False), 20: (8, False), 21: (4, False),
          22: (4, True), 23: (4, False), 24: (8, False), 25: (2, False), 26: (2, True)}


@dataclasses.dataclass
class Case:
    label: str
    inputs: typing.List[np.ndarray]
    outputs: typing.List[np.ndarray]
    reference: str = ""  # what computed the outputs
    sequence: bool = False  # arrays have a leading axis of steps; state is kept between them


@dataclasses.dataclass
class Model:
    name: str
    path: pathlib.Path
    operators: typing.Set[str]
    cases: typing.List[Case]
    note: str = ""  # why it cannot be run here, if so
    shapes: typing.List[str] = dataclasses.field(default_factory=list)  # for --input-shape
    changed: typing.Optional[onnx.ModelProto] = None  # to be compiled instead of what is at path
    beyond: str = ""  # the kind of values or operators that backend tests need not compute
    types: typing.Set[str] = dataclasses.field(default_factory=set)  # of tensors in the signature
    opset: int = 0  # of the operators without domain
    # For outputs that are random: whether an array is possible as output k of a case.
    accepts: typing.Optional[typing.Callable[[Case, int, np.ndarray], bool]] = None

    def write(self, folder):
        """Returns the path of the model to compile, which may be below `folder`."""
        if self.changed is None:
            return self.path
        path = folder / "model.onnx"
        onnx.save(self.changed, str(path))
        return path


def subgraphs_of(node):
    for attribute in node.attribute:
        yield from [attribute.g] if attribute.HasField("g") else attribute.graphs


def operators_of(graph):
    """Returns the operators of a graph and its subgraphs; a foreign domain is a prefix."""
    names = set()
    for node in graph.node:
        foreign = node.domain not in ("", "ai.onnx")
        names.add(f"{node.domain}.{node.op_type}" if foreign else node.op_type)
        for subgraph in subgraphs_of(node):
            names |= operators_of(subgraph)
    return names


def unpack(tensor):
    """Returns the bytes of a tensor of numbers of which a stored byte may hold several."""
    bits, signed = NARROW[tensor.data_type]
    packed = (np.frombuffer(tensor.raw_data, np.uint8) if tensor.HasField("raw_data")
              else np.array(tensor.int32_data, np.uint8))
    shifts = np.arange(0, 8, bits, dtype=np.uint8)
    values = ((packed[:, None] >> shifts) << (8 - bits)).astype(np.uint8)
    values = (values.view(np.int8) if signed else values) >> (8 - bits)
    return values.reshape(-1)[:int(np.prod(tensor.dims))].reshape(tensor.dims)


def read_tensor(path):
    """Returns a stored TensorProto as an array; fails on other kinds of values."""
    tensor = TensorProto()
    tensor.ParseFromString(path.read_bytes())
    if tensor.data_type in (TensorProto.UNDEFINED, TensorProto.STRING):
        raise ValueError("a value that is no tensor of numbers")
    if tensor.data_type in NARROW:
        return unpack(tensor)
    if tensor.data_type == TensorProto.BFLOAT16:  # NumPy has no name for it but its size
        bits = (np.frombuffer(tensor.raw_data, "<u2") if tensor.HasField("raw_data")
                else np.array(tensor.int32_data, "<u2"))
        return bits.view("V2").reshape(tensor.dims)
    return numpy_helper.to_array(tensor)


def typed(array, value):
    """Returns `array` as .npy holds the type of `value`: ONNX stores bfloat16 as uint16."""
    dims = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
    known = value.type.tensor_type.HasField("shape")
    if known and array.shape == (1,) and len(dims) != 1:
        array = np.broadcast_to(array, dims)  # `like` of a cast, of which the type alone counts
    if known and (len(dims) != array.ndim or
                  any(dim not in (0, size) for dim, size in zip(dims, array.shape))):
        raise ValueError("a stored value does not have the shape that the model declares")
    bfloat16 = value.type.tensor_type.elem_type == TensorProto.BFLOAT16
    return np.ascontiguousarray(array).view("V2") if bfloat16 and array.dtype == np.uint16 else array


def feeds_of(graph):
    """Returns the graph's inputs that callers provide."""
    weights = {tensor.name for tensor in graph.initializer}
    return [value for value in graph.input if value.name not in weights]


def parameters_of(graph, wanted=()):
    """Returns the values that say how a node computes, and those that they are computed from.

    The values `wanted` count as such; so do the results of an `If` or `Loop` that makes one.
    """
    names = set(wanted).union(
        node.input[k] for node in graph.node for k in PARAMETERS.get(node.op_type, ())
        if k < len(node.input))
    for node in reversed(graph.node):
        needed = names.intersection(node.output)
        if node.op_type not in ("Shape", "Size") and needed:
            names.update(node.input)
        for subgraph in subgraphs_of(node):
            results = [value.name for value in subgraph.output] if needed else []
            names |= parameters_of(subgraph, results)
    return names


def to_tensor(array, name):
    if array.dtype.kind != "V":
        return numpy_helper.from_array(array, name)
    return TensorProto(name=name, dims=array.shape, data_type=TensorProto.BFLOAT16,
                       raw_data=array.tobytes())


def freeze_parameters(model, graph_model):
    """Makes initializers of the inputs that say how a node computes."""
    graph = graph_model.graph
    feeds = [value.name for value in feeds_of(graph)]
    frozen = parameters_of(graph).intersection(feeds)
    if not frozen:
        return
    values = dict(zip(feeds, model.cases[0].inputs))
    for name in sorted(frozen):
        graph.initializer.append(to_tensor(values[name], name))
    kept = []
    for case in model.cases:
        if all(np.array_equal(values[name], array)
               for name, array in zip(feeds, case.inputs) if name in frozen):
            kept.append(Case(case.label, [array for name, array in zip(feeds, case.inputs)
                                          if name not in frozen], case.outputs))
    model.cases, model.changed = kept, graph_model


def fix_shapes(model, graph):
    """Notes the shapes that the stored inputs give to dynamic dims."""
    for value, array in zip(feeds_of(graph), model.cases[0].inputs):
        tensor = value.type.tensor_type
        if not tensor.HasField("shape") or not all(
                dim.HasField("dim_value") and dim.dim_value >= 0 for dim in tensor.shape.dim):
            model.shapes.append(f"{value.name}:{'x'.join(map(str, array.shape))}")


def pad_scans(model, graph):
    """Gives what a Loop scans a row per possible iteration, as compiled models do."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    names = [value.name for value in graph.output]
    for node in graph.node:
        if node.op_type != "Loop" or node.input[0] not in constants:
            continue
        trips = int(constants[node.input[0]])
        for name in node.output[len(node.input) - 2:]:
            for case in model.cases if name in names else ():
                k = names.index(name)
                rows = trips - len(case.outputs[k])
                case.outputs[k] = np.pad(case.outputs[k],
                                         [(0, rows)] + [(0, 0)] * (case.outputs[k].ndim - 1))


def beyond_of(model):
    """Says what sets a model apart whose values are no tensors of numbers, or which trains."""
    graph = model.graph
    for info in [*graph.input, *graph.output, *graph.value_info]:
        kind = info.type.WhichOneof("value")
        if kind not in ("tensor_type", None):
            return kind[:-len("_type")]
        if info.type.tensor_type.elem_type == TensorProto.STRING:
            return "string"
    if any(tensor.data_type == TensorProto.STRING for tensor in graph.initializer):
        return "string"
    trains = any(name.startswith("ai.onnx.preview.training") for name in operators_of(graph))
    return "training" if trains else ""


def types_of(graph):
    """Returns the names of the element types of inputs and outputs."""
    newer = {17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz",
             21: "uint4", 22: "int4", 23: "float4e2m1", 24: "float8e8m0", 25: "uint2", 26: "int2"}
    numbers = {info.type.tensor_type.elem_type for info in [*graph.input, *graph.output]}
    return {newer.get(number) or TensorProto.DataType.Name(number).lower() for number in numbers}


RANDOM = {"Bernoulli", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike",
          "Multinomial"}


def accepts_zero_or_one(case, k, actual):
    return bool(np.isin(actual, (0, 1)).all())


def accepts_dropped(case, k, actual):
    """What is not dropped has grown as in the expected output; the mask is any."""
    if actual.dtype == bool:
        return True
    x, expected = case.inputs[0], case.outputs[k]
    factor = np.median((expected / x)[expected != 0])
    dropped = (actual == 0) & (factor > 1)
    return bool(np.isclose(actual, np.where(dropped, 0, x * factor), rtol=1e-3).all())


def accepted_outputs(model):
    """Returns how random outputs are judged: two implementations draw other numbers."""
    drops = any(node.op_type == "Dropout" and len(node.input) > 2 for node in model.graph.node)
    if drops and "training" in model.graph.name:
        return accepts_dropped
    return accepts_zero_or_one if RANDOM & operators_of(model.graph) else None


def numbered(folder, stem, suffix):
    paths = folder.glob(f"{stem}_*{suffix}")
    return sorted(paths, key=lambda path: int(path.stem.split("_")[-1]))


def read_backend(folder):
    """Reads one folder of ONNX's backend tests."""
    model = Model(folder.name, folder / "model.onnx", set(), [])
    try:
        graph_model = onnx.load(str(model.path))
        model.operators = operators_of(graph_model.graph)
        model.beyond, model.types = beyond_of(graph_model), types_of(graph_model.graph)
        model.opset = max((entry.version for entry in graph_model.opset_import
                           if entry.domain in ("", "ai.onnx")), default=0)
        model.accepts = accepted_outputs(graph_model)
        for data in sorted(folder.glob("test_data_set_*")):
            model.cases.append(Case(data.name, *(
                [typed(read_tensor(path), value)
                 for path, value in zip(numbered(data, stem, ".pb"), values)]
                for stem, values in (("input", feeds_of(graph_model.graph)),
                                     ("output", graph_model.graph.output)))))
        freeze_parameters(model, graph_model)
        fix_shapes(model, graph_model.graph)
    except Exception as error:  # protobuf has no common base class for what it raises
        model.note = str(error)
    return model


def read_light(path):
    """Reads NAME.onnx with the output stored beside it."""
    graph = onnx.load(str(path)).graph
    (value,) = feeds_of(graph)
    shape = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
    count = int(np.prod(shape))
    image = (np.arange(count, dtype=np.float32) / np.float32(count)).reshape(shape)
    output = read_tensor(path.with_name(f"{path.stem}_output_0.pb"))
    return Model(path.stem, path, operators_of(graph), [Case("ramp", [image], [output])])


def read_cases(folder):
    """Returns the cases that cases.json tells of; their arrays are in .npy files."""
    path, found = folder / "cases.json", []
    for entry in json.loads(path.read_text()) if path.exists() else ():
        data = folder / f"case_{entry['case']}"
        found.append(Case(entry["label"], *(
            [np.load(path) for path in numbered(data, stem, ".npy")]
            for stem in ("input", "output")), entry["ref"], entry["seq"]))
    return found


def read_tflite(folder):
    """Reads a folder with cases.json and model.tflite."""
    return Model(folder.name, folder / "model.tflite", set(), read_cases(folder))


def read_model(folder):
    """Reads a folder with cases.json and model.onnx."""
    path = folder / "model.onnx"
    graph = onnx.load(str(path)).graph
    model = Model(folder.name, path, operators_of(graph), read_cases(folder))
    if not model.cases:
        model.note = "it has no cases"
        return model
    if any(case.sequence for case in model.cases):
        model.note = "its cases are sequences"
    fix_shapes(model, graph)
    # One compilation has one shape: cases of others are left out.
    shape = [array.shape for array in model.cases[0].inputs]
    model.cases = [case for case in model.cases
                   if [array.shape for array in case.inputs] == shape]
    pad_scans(model, graph)
    return model
