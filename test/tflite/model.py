"""Describes small .tflite models in Python and writes them with flatc.

A `Case` is one model with its inputs: tensors, operators and subgraphs as the format has them,
and the arrays to feed. Inputs are drawn from a generator that the case's name seeds, so a
description says all that there is to know. `merge` puts several cases into one model, which
compiles faster than one model each.
"""

import json
import os
import pathlib
import subprocess
import zlib

import numpy as np

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "compiler/Import/TFLite/tflite.fbs"

# How the format and NumPy name the types.
TYPES = {
    "f32": ("FLOAT32", "<f4"),
    "f16": ("FLOAT16", "<f2"),
    "int8": ("INT8", "|i1"),
    "uint8": ("UINT8", "|u1"),
    "int16": ("INT16", "<i2"),
    "int32": ("INT32", "<i4"),
    "uint32": ("UINT32", "<u4"),
    "uint64": ("UINT64", "<u8"),
    "int64": ("INT64", "<i8"),
    "bool": ("BOOL", "|b1"),
    "int4": ("INT4", "|i1"),
    "resource": ("RESOURCE", "<i4"),
}

# Operators whose options are named otherwise than the operator, or that have none.
OPTIONS = {
    "CONV_2D": "Conv2DOptions",
    "DEPTHWISE_CONV_2D": "DepthwiseConv2DOptions",
    "AVERAGE_POOL_2D": "Pool2DOptions",
    "MAX_POOL_2D": "Pool2DOptions",
    "L2_POOL_2D": "Pool2DOptions",
    "L2_NORMALIZATION": "L2NormOptions",
    "SVDF": "SVDFOptions",
    "MEAN": "ReducerOptions",
    "SUM": "ReducerOptions",
    "REDUCE_MAX": "ReducerOptions",
    "REDUCE_MIN": "ReducerOptions",
    "REDUCE_ALL": "ReducerOptions",
    "REDUCE_ANY": "ReducerOptions",
    "REDUCE_PROD": "ReducerOptions",
    "TOPK_V2": "TopKV2Options",
    "PADV2": "PadV2Options",
    "MAXIMUM": "MaximumMinimumOptions",
    "MINIMUM": "MaximumMinimumOptions",
    "BATCH_MATMUL": "BatchMatMulOptions",
    "BATCH_TO_SPACE_ND": "BatchToSpaceNDOptions",
    "SPACE_TO_BATCH_ND": "SpaceToBatchNDOptions",
    "ADD_N": "AddNOptions",
    "UNIDIRECTIONAL_SEQUENCE_LSTM": "UnidirectionalSequenceLSTMOptions",
    **dict.fromkeys(
        (
            "LOGISTIC",
            "TANH",
            "RELU",
            "RELU6",
            "RELU_0_TO_1",
            "RELU_N1_TO_1",
            "BITCAST",
            "FLOOR",
            "CEIL",
            "ROUND",
            "ELU",
            "SIN",
            "LOG",
            "SQRT",
            "RSQRT",
            "PRELU",
            "BROADCAST_ARGS",
            "EMBEDDING_LOOKUP",
            "CUSTOM",
        )
    ),
}


def options_table(operator):
    """Returns the name of the table that holds the options of an operator, or None."""
    default = "".join(part.capitalize() for part in operator.split("_")) + "Options"
    return OPTIONS.get(operator, default)


class Quant:
    """Scale and zero point: one of each, or lists along `axis`."""

    def __init__(self, scale, zero=0, axis=0):
        self.scales = [float(np.float32(value)) for value in np.atleast_1d(scale)]
        zeros = np.atleast_1d(zero)
        self.zeros = [int(value) for value in np.broadcast_to(zeros, len(self.scales))]
        self.axis = axis

    def json(self):
        return {"scale": self.scales, "zero_point": self.zeros, "quantized_dimension": self.axis}


class Graph:
    """One subgraph; tensors are known by their numbers."""

    def __init__(self, case, prefix):
        self.case, self.prefix = case, prefix
        self.tensors, self.operators, self.inputs, self.outputs = [], [], [], []

    def tensor(self, shape, kind, quant=None, data=None, variable=False):
        """Adds a tensor; with `data` a constant."""
        buffer = 0
        if data is not None:
            data = np.asarray(data, TYPES[kind][1]).reshape(shape)
            buffer = self.case.buffer(pack_nibbles(data) if kind == "int4" else data.tobytes())
        entry = {
            "name": f"{self.prefix}{len(self.tensors)}",
            "shape": list(shape),
            "type": TYPES[kind][0],
            "buffer": buffer,
            "has_rank": True,
        }
        if quant:
            entry["quantization"] = quant.json()
        if variable:
            entry["is_variable"] = True
        self.tensors.append(entry)
        return len(self.tensors) - 1

    def const(self, data, kind, quant=None):
        data = np.asarray(data)
        return self.tensor(data.shape, kind, quant, data)

    def parameter(self, shape, kind, quant=None):
        """Adds an input of the subgraph."""
        self.inputs.append(self.tensor(shape, kind, quant))
        return self.inputs[-1]

    def result(self, shape, kind, quant=None):
        """Adds an output of the subgraph."""
        self.outputs.append(self.tensor(shape, kind, quant))
        return self.outputs[-1]

    def op(self, operator, inputs, outputs, custom=None, intermediates=None, version=1, **options):
        entry = {
            "opcode_index": self.case.opcode(operator, version, custom),
            "inputs": inputs,
            "outputs": outputs,
        }
        table = None if custom else options_table(operator)
        if table:
            entry["builtin_options_type"], entry["builtin_options"] = table, options
        elif options:
            entry["custom_options"] = list(options["bytes"])
        if intermediates:
            entry["intermediates"] = intermediates
        self.operators.append(entry)


class Case(Graph):
    """A model to test `operator` with, for elements of type `kind`, and its inputs."""

    def __init__(self, operator, kind, name, steps=0, rtol=1e-5, atol=1e-6):
        self.operator, self.kind, self.name, self.steps = operator, kind, name, steps
        self.rtol, self.atol = rtol, atol
        self.random = np.random.RandomState(zlib.crc32(self.label.encode()))
        self.buffers, self.opcodes, self.feeds = [b""], [], []
        super().__init__(self, "t")
        self.graphs = [self]

    @property
    def label(self):
        return f"{self.operator}/{self.kind}/{self.name}"

    @property
    def alone(self):
        """True if the case is a model of its own: it keeps state or has further subgraphs."""
        return bool(self.steps) or len(self.graphs) > 1

    def buffer(self, data):
        self.buffers.append(data)
        return len(self.buffers) - 1

    def opcode(self, operator, version, custom):
        code = {"builtin_code": operator, "version": version}
        if custom:
            code["custom_code"] = custom
        if code not in self.opcodes:
            self.opcodes.append(code)
        return self.opcodes.index(code)

    def subgraph(self):
        """Adds a subgraph; returns it. Its number is its place in `graphs`."""
        self.graphs.append(Graph(self, f"g{len(self.graphs)}_"))
        return self.graphs[-1]

    def input(self, shape, kind, quant=None, data=None, low=None, high=None):
        """Adds an input with values: `data`, or random ones (between low and high)."""
        full = ([self.steps] if self.steps else []) + list(shape)
        if data is None:
            data = self.draw(full, kind, low, high)
        self.feeds.append(
            np.array(
                np.broadcast_to(
                    np.asarray(data, TYPES[kind][1]).reshape(
                        full if np.size(data) == np.prod(full, dtype=int) else shape
                    ),
                    full,
                )
            )
        )
        return self.parameter(shape, kind, quant)

    output = Graph.result

    def draw(self, shape, kind, low=None, high=None):
        """Returns random values. Those of 8 and 16 bits use the whole range, ends included."""
        if kind == "bool":
            return self.random.randint(0, 2, shape).astype(bool)
        if kind in ("f32", "f16"):
            if low is not None:
                return self.random.uniform(low, high, shape).astype(TYPES[kind][1])
            return (self.random.standard_normal(shape) * 2).astype(TYPES[kind][1])
        dtype = np.dtype(TYPES[kind][1])
        whole = low is None and dtype.itemsize < 4
        if low is None:
            low, high = (
                (-8, 7)
                if kind == "int4"
                else (np.iinfo(dtype).min, np.iinfo(dtype).max)
                if whole
                else (0 if dtype.kind == "u" else -100, 100)
            )
        values = self.random.randint(int(low), int(high) + 1, shape, dtype=np.int64)
        if whole and values.size >= 4:
            values.flat[0], values.flat[values.size // 2] = low, high
        return values.astype(dtype)

    def json(self):
        """Returns the model as flatc reads it."""
        codes = [dict(code, deprecated_builtin_code=0) for code in self.opcodes]
        return {
            "version": 3,
            "operator_codes": codes,
            "subgraphs": [
                {
                    "tensors": graph.tensors,
                    "inputs": graph.inputs,
                    "outputs": graph.outputs,
                    "operators": graph.operators,
                    "name": f"graph{k}",
                }
                for k, graph in enumerate(self.graphs)
            ],
            "buffers": [{"data": list(data)} if data else {} for data in self.buffers],
        }

    def digest(self):
        """Returns a number that changes with the model or its inputs."""
        text = json.dumps(self.json(), sort_keys=True).encode()
        for array in self.feeds:
            text += array.tobytes()
        return f"{zlib.crc32(text):08x}"


def pack_nibbles(data):
    """Returns int4 values as stored: two in a byte, the lower half first."""
    flat = data.reshape(-1).astype(np.uint8) & 15
    flat = np.append(flat, np.zeros(flat.size % 2, np.uint8))
    return (flat[::2] | flat[1::2] << 4).tobytes()


def merge(cases):
    """Returns one case that holds the operators of many, side by side."""
    whole = Case("many", "mixed", "cases")
    for case in cases:
        assert not case.alone, case.label
        first, buffers = len(whole.tensors), len(whole.buffers) - 1
        whole.buffers += case.buffers[1:]
        for k, entry in enumerate(case.tensors):
            whole.tensors.append(
                dict(
                    entry,
                    name=f"t{first + k}",
                    buffer=entry["buffer"] and entry["buffer"] + buffers,
                )
            )
        for entry in case.operators:
            code = case.opcodes[entry["opcode_index"]]
            shifted = {
                key: [k if k < 0 else k + first for k in entry[key]]
                for key in ("inputs", "outputs", "intermediates")
                if key in entry
            }
            index = whole.opcode(code["builtin_code"], code["version"], code.get("custom_code"))
            whole.operators.append(dict(entry, opcode_index=index, **shifted))
        whole.inputs += [k + first for k in case.inputs]
        whole.outputs += [k + first for k in case.outputs]
        whole.feeds += case.feeds
    return whole


def write(case, folder):
    """Writes a case's model below `folder`; returns its path."""
    text = folder / "model.json"
    text.write_text(json.dumps(case.json()))
    schema = os.environ.get("TFLITE_SCHEMA", str(SCHEMA))
    subprocess.run(
        [
            "flatc",
            "--binary",
            "--strict-json",
            "-I",
            os.path.dirname(schema),
            "-o",
            str(folder),
            schema,
            str(text),
        ],
        check=True,
    )
    return folder / "model.tflite"
