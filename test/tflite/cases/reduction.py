"""Pooling, reductions along axes, and what is normalized by them."""

import numpy as np
from cases.convolution import reach
from model import Case, Quant

POOLS = {
    "same": {},
    "valid": {"padding": "VALID"},
    "strides": {"stride": (2, 2)},
    "uneven": {"size": (1, 3), "stride": (1, 2), "padding": "VALID"},
    "relu": {"fused": "RELU"},
    "relu6": {"fused": "RELU6"},
    "relu-n1": {"fused": "RELU_N1_TO_1"},
    "whole": {"size": (5, 6), "padding": "VALID"},
    "large": {"shape": (1, 9, 9, 37)},
    "ties": {"size": (2, 2), "stride": (2, 2), "shape": (1, 8, 8, 8)},
    "batch": {"shape": (2, 4, 4, 7), "size": (2, 2), "stride": (2, 2)},
}


def pool(
    operator,
    kind,
    name,
    shape=(1, 5, 6, 3),
    size=(3, 3),
    stride=(1, 1),
    padding="SAME",
    fused="NONE",
):
    case = Case(operator, kind, name)
    quant = {
        "f32": None,
        "int8": Quant(0.07, -5),
        "int16": Quant(0.0004),
        "uint8": Quant(0.07, 123),
    }[kind]
    x = case.input(shape, kind, quant)
    out = [
        shape[0],
        *(reach(shape[k + 1], size[k], stride[k], 1, padding) for k in range(2)),
        shape[3],
    ]
    case.op(
        operator,
        [x],
        [case.output(out, kind, quant)],
        padding=padding,
        stride_h=stride[0],
        stride_w=stride[1],
        filter_height=size[0],
        filter_width=size[1],
        fused_activation_function=fused,
    )
    return case


def pools():
    for operator in ("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"):
        for kind in ("f32", "int8", "int16"):
            if kind != "f32" and operator == "L2_POOL_2D":
                continue
            for name, variation in POOLS.items():
                yield pool(operator, kind, name, **variation)


AXES = {
    "last": ([2, 3, 4], [2]),
    "first": ([3, 2, 5], [0]),
    "negative": ([2, 3, 4], [-2]),
    "image": ([2, 3, 4, 5], [1, 2]),
    "all": ([2, 3, 4], [0, 1, 2]),
    "ends": ([2, 3, 4, 2], [0, 3]),
    "large": ([1, 7, 7, 48], [1, 2]),
    "ties": ([16, 4], [1]),
}


def reduction(operator, kind, name, shape, axes, keep, quants=(None, None), data=None):
    case = Case(operator, kind, f"{name}{'-keep' if keep else ''}")
    x = case.input(shape, kind, quants[0], data)
    out = list(np.sum(np.zeros(shape), axis=tuple(axes), keepdims=keep).shape)
    case.op(
        operator,
        [x, case.const(axes, "int32")],
        [case.output(out, kind, quants[1])],
        keep_dims=keep,
    )
    return case


def reductions():
    for operator, kinds in (
        ("MEAN", ("f32", "int8", "int16")),
        ("SUM", ("f32", "int8", "int16")),
        ("REDUCE_MAX", ("f32", "int8")),
        ("REDUCE_MIN", ("f32", "int8")),
        ("REDUCE_ALL", ("bool",)),
    ):
        for kind in kinds:
            quants = (Quant(0.1, 4 if kind == "int8" else 0),) * 2
            if kind in ("f32", "bool"):
                quants = (None, None)
            for name, (shape, axes) in AXES.items():
                keep = name in ("image", "negative", "large")
                data = np.random.RandomState(7).rand(*shape) < 0.8 if kind == "bool" else None
                yield reduction(operator, kind, name, shape, axes, keep, quants, data)
                if name == "image":
                    yield reduction(operator, kind, name, shape, axes, False, quants, data)
            if operator in ("MEAN", "SUM") and kind != "f32":
                other = (
                    (Quant(0.1, -20), Quant(0.033, 15))
                    if kind == "int8"
                    else (Quant(0.001), Quant(0.0004))
                )
                if operator == "SUM":
                    other = other[0], Quant(other[1].scales[0] * 9, other[1].zeros[0])
                yield reduction(operator, kind, "rescaled", [2, 4, 5, 3], [1, 2], True, other)
                yield reduction(operator, kind, "rescaled-last", [4, 7], [1], False, other)


def extremes():
    for operator in ("ARG_MAX", "ARG_MIN"):
        for kind in ("f32", "int8"):
            for name, shape, axis in (
                ("last", [3, 7], 1),
                ("negative", [2, 3, 4], -2),
                ("first", [5, 3], 0),
            ):
                case = Case(operator, kind, name)
                x = case.input(
                    shape,
                    kind,
                    Quant(0.1, 3) if kind == "int8" else None,
                    data=case.random.randint(-4, 5, shape),
                )
                out = list(np.argmax(np.zeros(shape), axis).shape)
                case.op(
                    operator,
                    [x, case.const(np.int32(axis), "int32")],
                    [case.output(out, "int32")],
                    output_type="INT32",
                )
                yield case


def sums():
    for kind, quants in (("f32", (None, None)), ("int8", (Quant(0.1, 5), Quant(0.3, -7)))):
        for name, axis, exclusive, reverse in (
            ("plain", 1, False, False),
            ("exclusive", 1, True, False),
            ("reverse", 0, False, True),
            ("both", -1, True, True),
        ):
            case = Case("CUMSUM", kind, name)
            x = case.input([3, 4, 5], kind, quants[0])
            case.op(
                "CUMSUM",
                [x, case.const(np.int32(axis), "int32")],
                [case.output([3, 4, 5], kind, quants[1])],
                exclusive=exclusive,
                reverse=reverse,
            )
            yield case


def normalizations():
    for beta in (1.0, 0.5):
        for name, shape in (("row", [1, 10]), ("rank4", [2, 2, 3, 4]), ("long", [2, 100])):
            tag = f"{name}-beta{beta}"
            for kind, scales in (
                ("f32", [None]),
                ("int8", [Quant(0.1, 3), Quant(0.4, -9), Quant(0.004, 0)]),
                ("int16", [Quant(0.001), Quant(0.0001)]),
            ):
                for k, quant in enumerate(scales):
                    results = [("", kind)] + ([("-int16", "int16")] if kind == "int8" else [])
                    for suffix, out in results:
                        case = Case("SOFTMAX", kind, f"{tag}{k if k else ''}{suffix}")
                        x = case.input(shape, kind, quant)
                        result = {
                            "f32": None,
                            "int8": Quant(1 / 256, -128),
                            "int16": Quant(1 / 65536, -32768)
                            if kind == "int8"
                            else Quant(1 / 32768),
                        }
                        case.op("SOFTMAX", [x], [case.output(shape, out, result[out])], beta=beta)
                        yield case
    logs = {"int8": Quant(16 / 256, 127), "uint8": Quant(16 / 256, 255)}
    units = {"int8": Quant(1 / 128, 0), "uint8": Quant(1 / 128, 128)}
    for operator, results in (("LOG_SOFTMAX", logs), ("L2_NORMALIZATION", units)):
        for name, kind, shape, quant in (
            ("row", "f32", [1, 10], None),
            ("rank4", "f32", [2, 2, 3, 4], None),
            ("row", "int8", [1, 10], Quant(0.1, 3)),
            ("rank4", "int8", [2, 2, 3, 4], Quant(0.1, 3)),
            ("long", "int8", [3, 700], Quant(0.02, -7)),
            ("longer", "int8", [1, 10000], Quant(0.3, -128)),
            ("coarse", "int8", [4, 33], Quant(3.7, 127)),
            ("fine", "int8", [4, 33], Quant(0.0003, -20)),
            ("single", "int8", [5, 1], Quant(0.1, 3)),
            ("row", "uint8", [3, 21], Quant(0.1, 131)),
        ):
            case = Case(operator, kind, name)
            x = case.input(shape, kind, quant)
            case.op(operator, [x], [case.output(shape, kind, results.get(kind))])
            yield case
        case = Case(operator, "int8", "near")  # rows of equal numbers, and sums of squares to 40
        rows = np.concatenate([np.diag(np.arange(-5, 6)), np.full([3, 11], 0), np.eye(11)])
        x = case.input(rows.shape, "int8", Quant(0.1, 4), data=rows + 4)
        case.op(operator, [x], [case.output(rows.shape, "int8", results["int8"])])
        yield case


def cases():
    for family in (pools, reductions, extremes, sums, normalizations):
        yield from family()
