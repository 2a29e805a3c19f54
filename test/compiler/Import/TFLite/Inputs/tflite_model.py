"""TFLite models in a few lines of Python, for tests.

    m = Model()
    x = m.tensor("x", [1, 4], "INT8", scale=0.5, zero_point=-3)
    w = m.constant("w", numpy.ones((2, 4), numpy.int8), scale=[0.1, 0.2])
    y = m.tensor("y", [1, 2], "INT8", scale=1.0)
    m.operator("FULLY_CONNECTED", [x, w, -1], [y], "FullyConnectedOptions", version=4,
               fused_activation_function="RELU")
    m.io([x], [y])
    m.write("model.tflite")

What is written is the JSON of the format's schema; `m.json` is that as a dictionary, for
tests that want to spoil it.
"""

import json
import pathlib
import struct
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "tflite"))
import to_tflite  # noqa: E402

TYPES = {"float32": "FLOAT32", "float16": "FLOAT16", "float64": "FLOAT64", "int8": "INT8",
         "uint8": "UINT8", "int16": "INT16", "uint16": "UINT16", "int32": "INT32",
         "uint32": "UINT32", "int64": "INT64", "uint64": "UINT64", "bool": "BOOL"}


class Model:
    """A model of one or more subgraphs; tensors and operators go to the last one begun."""

    def __init__(self, name="main"):
        self.json = {"version": 3, "operator_codes": [], "subgraphs": [], "buffers": [{}]}
        self.subgraph(name)

    def subgraph(self, name):
        """Begins a subgraph and returns its number."""
        self.graph = {"name": name, "tensors": [], "inputs": [], "outputs": [], "operators": []}
        self.json["subgraphs"].append(self.graph)
        return len(self.json["subgraphs"]) - 1

    def tensor(self, name, shape, type="FLOAT32", scale=None, zero_point=0, axis=0, **fields):
        """Adds a tensor and returns its number; lists of scales go along `axis`."""
        tensor = {"name": name, "shape": list(shape), "type": type, "has_rank": True, **fields}
        if scale is not None:
            scales = [float(s) for s in numpy.atleast_1d(scale)]
            points = [int(p) for p in numpy.broadcast_to(zero_point, len(scales))]
            tensor["quantization"] = {"scale": scales, "zero_point": points,
                                      "quantized_dimension": axis}
        self.graph["tensors"].append(tensor)
        return len(self.graph["tensors"]) - 1

    def constant(self, name, values, type=None, shape=None, **fields):
        """Adds a tensor with elements, or raw bytes of `type` and `shape`, and returns its number."""
        if isinstance(values, bytes):
            data = values
        else:
            values = numpy.asarray(values)
            data, shape = values.tobytes(), values.shape if shape is None else shape
            type = type or TYPES[values.dtype.name]
        self.json["buffers"].append({"data": list(data)})
        return self.tensor(name, shape, type, buffer=len(self.json["buffers"]) - 1, **fields)

    def operator(self, kind, inputs, outputs, options_type=None, version=1, fields=None, **options):
        """Adds an operator; `CUSTOM:x` is a custom one. `fields` are further ones of it."""
        if kind.startswith("CUSTOM:"):
            code = {"builtin_code": "CUSTOM", "custom_code": kind[7:], "version": version}
        else:
            code = {"builtin_code": kind, "version": version}
        if code not in self.json["operator_codes"]:
            self.json["operator_codes"].append(code)
        operator = {"opcode_index": self.json["operator_codes"].index(code),
                    "inputs": list(inputs), "outputs": list(outputs), **(fields or {})}
        if options_type:
            second = options_type.startswith("Stable") or options_type == "DilateOptions"
            union = "builtin_options_2" if second else "builtin_options"
            operator[union + "_type"], operator[union] = options_type, options
        self.graph["operators"].append(operator)

    def io(self, inputs, outputs):
        """Sets the inputs and outputs of the subgraph."""
        self.graph["inputs"], self.graph["outputs"] = list(inputs), list(outputs)

    def write(self, path):
        to_tflite.convert(json.dumps(self.json), path)


class Misaligned(Model):
    """A model whose one zero point, 64 bits wide, lies at an odd multiple of 4 in the file."""

    def write(self, path):
        super().write(path)
        data = bytearray(pathlib.Path(path).read_bytes())
        point = next(tensor["quantization"]["zero_point"][0] for tensor in self.graph["tensors"]
                     if "quantization" in tensor)
        vector = struct.pack("<Iq", 1, point)
        old = data.index(vector)
        data += bytes(-len(data) % 8) + vector  # Its elements begin 4 bytes later.
        new = len(data) - len(vector)
        # What points there last is the field; a number before it may look like one.
        field = max(at for at in range(0, old, 4)
                    if at + struct.unpack_from("<I", data, at)[0] == old)
        struct.pack_into("<I", data, field, new - field)
        pathlib.Path(path).write_bytes(data)
