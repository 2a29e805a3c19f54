"""Operators of uint8 models. ../legacy.py tells what they are compared with."""

import numpy as np
from cases.binary import SHAPES, two
from cases.convolution import connected, convolution
from cases.layout import moved
from cases.reduction import POOLS, pool, reduction
from cases.unary import one
from model import Case, Quant

WINDOWS = {
    "same": {},
    "valid": {"padding": "VALID"},
    "strides": {"stride": (2, 2)},
    "dilated": {"dilation": (2, 2)},
    "relu6": {"fused": "RELU6"},
    "point": {"kernel": (1, 1), "shape": (1, 4, 4, 24)},
    "large": {"shape": (1, 9, 9, 16), "channels": 24, "stride": (2, 2)},
}


def contractions():
    for operator in ("CONV_2D", "DEPTHWISE_CONV_2D"):
        for name, variation in WINDOWS.items():
            yield convolution(operator, "uint8", name, per_channel=False, **variation)
    yield convolution("DEPTHWISE_CONV_2D", "uint8", "multiplier2", per_channel=False, multiplier=2)
    for name, variation in (
        ("plain", {}),
        ("relu", {"fused": "RELU"}),
        ("large", {"shape": (2, 150), "channels": 40}),
    ):
        yield connected("uint8", name, **variation)


def elements():
    scales = (Quant(0.1, 116), Quant(0.07, 161), Quant(0.15, 123))
    for operator, out in (("ADD", 0.15), ("SUB", 0.15), ("MUL", 0.9)):
        for name in ("same", "both"):
            quants = (*scales[:2], Quant(out, 123))
            yield two(
                Case(operator, "uint8", name),
                SHAPES[name],
                "uint8",
                quants,
                fused_activation_function="NONE",
            )
    values = np.arange(256)
    for operator, quants in (
        ("LOGISTIC", (Quant(0.05, 120), Quant(1 / 256, 0))),
        ("TANH", (Quant(0.02, 120), Quant(1 / 128, 128))),
        ("RELU", (Quant(0.1, 108), Quant(0.05, 0))),
        ("RELU6", (Quant(0.1, 108), Quant(6 / 255, 0))),
    ):
        yield one(Case(operator, "uint8", "whole"), [256], "uint8", values, quants=quants)


def others():
    for name in ("same", "valid", "large", "relu6"):
        yield pool("AVERAGE_POOL_2D", "uint8", name, **POOLS[name])
        yield pool("MAX_POOL_2D", "uint8", name, **POOLS[name])
    yield reduction("MEAN", "uint8", "image", [1, 7, 7, 20], [1, 2], True, (Quant(0.1, 132),) * 2)
    case = Case("SOFTMAX", "uint8", "row")
    case.op(
        "SOFTMAX",
        [case.input([2, 21], "uint8", Quant(0.1, 131))],
        [case.output([2, 21], "uint8", Quant(1 / 256, 0))],
        beta=1.0,
    )
    yield case
    quant = Quant(0.05, 125)
    case = Case("ARG_MAX", "uint8", "last")
    case.op(
        "ARG_MAX",
        [case.input([3, 21], "uint8", quant), case.const(np.int32(1), "int32")],
        [case.output([3], "int32")],
        output_type="INT32",
    )
    yield case
    for options in ({}, {"align_corners": True}):
        name = "corners" if options else "plain"
        yield moved(
            Case("RESIZE_BILINEAR", "uint8", name),
            [1, 3, 4, 5],
            [1, 7, 9, 5],
            [([7, 9], "int32")],
            **options
        )


def cases():
    for family in (contractions, elements, others):
        yield from family()
