"""What operators compute that TFLite Micro has no kernel for: TFLite's definitions, in NumPy.

Sums, products and powers are taken in f64 and rounded once. Bounds of quantized numbers follow
what TFLite Micro does for RELU, which differs in the bounds alone: multiplier and shift with two
roundings, then the stored bounds.
"""

import legacy
import numpy as np
from model import TYPES


def arrays_of(case):
    """Returns the inputs of the case's only operator, and its options."""
    (operation,) = case.operators
    feeds = dict(zip(case.inputs, case.feeds))
    types = {name: dtype for name, dtype in TYPES.values()}
    found = []
    for k in operation["inputs"]:
        entry = case.tensors[k]
        stored = case.buffers[entry["buffer"]]
        found.append(
            feeds[k]
            if k in feeds
            else np.frombuffer(stored, types[entry["type"]]).reshape(entry["shape"])
        )
    return found, operation.get("builtin_options", {})


def bound(case, low, high):
    (x,), _ = arrays_of(case)
    if case.kind == "f32":
        return np.clip(x, np.float32(low), np.float32(high))
    scale, zero = zip(
        *(
            (entry["quantization"]["scale"][0], entry["quantization"]["zero_point"][0])
            for entry in (case.tensors[case.inputs[0]], case.tensors[case.outputs[0]])
        )
    )
    factor = float(np.float32(scale[0]) / np.float32(scale[1]))
    stored = legacy.rescale(x.astype(np.int64) - zero[0], factor) + zero[1]
    info = np.iinfo(x.dtype)
    ends = [np.clip(zero[1] + round(value / scale[1]), info.min, info.max) for value in (low, high)]
    return np.clip(stored, *ends).astype(x.dtype)


def reduce(case, function, wide):
    (x, axes), options = arrays_of(case)
    axes = tuple(axes.tolist())
    result = function(x.astype(wide), axis=axes, keepdims=options.get("keep_dims", False))
    return np.asarray(result).astype(x.dtype)


def choose(case):
    (truths, x, y), _ = arrays_of(case)
    if truths.ndim < x.ndim:
        truths = truths.reshape(-1, *[1] * (x.ndim - 1))
    return np.where(truths, x, y)


def scatter(case):
    (indices, updates, shape), _ = arrays_of(case)
    result = np.zeros(shape, updates.dtype)
    np.add.at(result, tuple(indices.T), updates)
    return result


def highest(case):
    """Larger ones first, of equal ones that of lower index."""
    (x, count), _ = arrays_of(case)
    order = np.argsort(-x.astype(np.float64), axis=-1, kind="stable")[..., : int(count)]
    return [np.take_along_axis(x, order, -1), order.astype(np.int32)]


def power(case):
    (x, y), _ = arrays_of(case)
    return np.power(x.astype(np.float64), y.astype(np.float64)).astype(np.float32)


def count_up(case):
    (start, limit, step), _ = arrays_of(case)
    return np.arange(start, limit, step, start.dtype)


def reinterpret(case):
    (x,), _ = arrays_of(case)
    return x.view({"f32": np.int32, "int32": np.float32}[case.kind])


def cast(case):
    (x,), options = arrays_of(case)
    return x.astype(dict(TYPES.values())[options["out_data_type"]])


def slice_of(case):
    (x, *bounds), _ = arrays_of(case)
    if case.operator == "SLICE":
        return x[tuple(slice(first, first + size) for first, size in zip(*bounds))]
    return x[tuple(slice(*map(int, triple)) for triple in zip(*bounds))]


def plain(function):
    """A function of the arrays alone."""
    return lambda case: function(*arrays_of(case)[0])


def search(function):
    return plain(lambda x, axis: function(x, int(axis)).astype(np.int32))


def extreme(function):
    return lambda case: reduce(case, function, np.int64)


# Operators without a kernel of any type.
UNKNOWN = {
    "BITCAST": reinterpret,
    "POW": power,
    "RANGE": count_up,
    "RANK": plain(lambda x: np.int32(x.ndim)),
    "REDUCE_ANY": lambda case: reduce(case, np.any, bool),
    "REDUCE_PROD": lambda case: reduce(
        case, np.prod, np.float64 if case.kind == "f32" else np.int64
    ),
    "RELU_0_TO_1": lambda case: bound(case, 0, 1),
    "RELU_N1_TO_1": lambda case: bound(case, -1, 1),
    "SCATTER_ND": scatter,
    "SELECT": choose,
    "TILE": plain(np.tile),
    "TOPK_V2": highest,
}
# Those whose kernels lack types.
INTEGERS = ("int32", "int64")
WIDE = (*INTEGERS, "bool")
LACKING = {
    "ABS": (INTEGERS, plain(np.abs)),
    "ADD": (("int64",), plain(np.add)),
    "ARG_MAX": (INTEGERS, search(np.argmax)),
    "ARG_MIN": (INTEGERS, search(np.argmin)),
    "EXPAND_DIMS": (WIDE, plain(lambda x, axis: np.expand_dims(x, int(axis[0])))),
    "FILL": (("int64", "bool"), plain(np.full)),
    "FLOOR_DIV": (INTEGERS, plain(np.floor_divide)),
    "FLOOR_MOD": (INTEGERS, plain(np.mod)),
    "GATHER": (WIDE, plain(lambda x, indices: np.take(x, indices, 1))),
    "GATHER_ND": (WIDE, plain(lambda x, indices: x[tuple(indices.T)])),
    "MUL": (("int64",), plain(np.multiply)),
    "NEG": (INTEGERS, plain(np.negative)),
    "PAD": (("int64",), plain(np.pad)),
    "REDUCE_MAX": (INTEGERS, extreme(np.max)),
    "REDUCE_MIN": (INTEGERS, extreme(np.min)),
    "SELECT_V2": (WIDE, plain(np.where)),
    "SLICE": (("int64",), slice_of),
    "SQUARE": (INTEGERS, plain(np.square)),
    "STRIDED_SLICE": (("int64",), slice_of),
    "SUB": (("int64",), plain(np.subtract)),
    "SUM": (INTEGERS, extreme(np.sum)),
    "TRANSPOSE": (WIDE, plain(np.transpose)),
    "UNPACK": (("int64", "bool"), plain(lambda x: list(np.moveaxis(x, 1, 0)))),
}


def find(case):
    """Returns the function of a case, or None if TFLite Micro computes it."""
    kinds, function = LACKING.get(case.operator, ((), None))
    if case.operator == "CAST" and {"int64", "uint8", "bool"} & {
        case.kind if case.kind != "bool" else "",
        case.name.removeprefix("to-"),
    }:
        return cast
    return function if case.kind in kinds else UNKNOWN.get(case.operator)


def applies(case):
    return find(case) is not None


def outputs_of(case):
    outputs = find(case)(case)
    return [np.asarray(array) for array in (outputs if isinstance(outputs, list) else [outputs])]
