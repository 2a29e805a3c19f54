"""Operators of one input that compute element by element."""

import numpy as np
from model import Case, Quant

# What f32 operators take: (low, high), or None for any value.
FLOATS = {
    "ABS": None,
    "SIN": (-20, 20),
    "COS": (-20, 20),
    "LOG": (0.01, 50),
    "SQRT": (0, 100),
    "RSQRT": (0.01, 100),
    "SQUARE": None,
    "CEIL": None,
    "FLOOR": None,
    "ROUND": (-9, 9),
    "NEG": None,
    "EXP": (-10, 10),
    "ELU": (-8, 8),
    "HARD_SWISH": (-6, 6),
    "LOGISTIC": (-12, 12),
    "TANH": (-6, 6),
    "RELU": None,
    "RELU6": (-4, 10),
    "LEAKY_RELU": None,
}
# Values that rounding and saturation treat in their own way.
CORNERS = {
    "CEIL": [-0.0, 0.0, -0.5, 0.5, 1.0, -1.0, 2.5, -2.5],
    "FLOOR": [-0.0, 0.0, -0.5, 0.5, 1.0, -1.0],
    "ROUND": [-0.5, 0.5, 1.5, -1.5, 2.5, -2.5, 3.5, 0.49999997],
    "ABS": [-0.0, 0.0, np.inf, -np.inf],
    "LOGISTIC": [0.0, -100.0, 100.0, -20.0, 20.0],
    "TANH": [0.0, -50.0, 50.0, -1e-4],
    "EXP": [0.0, -100.0, 80.0],
    "ELU": [0.0, -0.0, -50.0, 50.0],
    "HARD_SWISH": [-3.0, 3.0, 0.0, -2.9999998],
    "RELU6": [6.0, 0.0, -0.0, 6.5],
}

# Quantized operators: (input scale, zero point, output scale, zero point), each over all inputs.
INT8 = {
    "ABS": [(0.1, 0, 0.1, 0), (0.1, -5, 0.05, -128), (0.02, 7, 0.9, 12)],
    "RSQRT": [(0.1, -128, 0.03, -128), (0.5, -128, 0.01, -100)],
    "ELU": [(0.05, 0, 0.05, 0), (0.1, -30, 0.07, -100), (0.5, 20, 0.02, 3)],
    "HARD_SWISH": [
        (0.05, 0, 0.05, 0),
        (0.1, -3, 0.09, -120),
        (0.02, 5, 0.011, 3),
        (0.25, 64, 0.11, -128),
        (0.013, -77, 0.4, 90),
        (0.0001, 5, 0.1, 127),  # The shift passes 16 bits.
    ],
    "LOGISTIC": [
        (0.1, 0, 1 / 256, -128),
        (0.03, -10, 1 / 256, -128),
        (0.6, 83, 1 / 256, -128),
        (20.0, 3, 1 / 256, -128),  # Any step is beyond what is computed.
    ],
    "TANH": [
        (0.05, 0, 1 / 128, 0),
        (0.01, -20, 1 / 128, 0),
        (0.3, 90, 1 / 128, 0),
        (20.0, 3, 1 / 128, 0),
    ],
    "RELU": [(0.1, 0, 0.1, 0), (0.1, -20, 0.05, -128), (0.3, 10, 0.7, 5), (0.1, 0, 0.0123, 0)],
    "RELU6": [(0.1, 0, 0.1, 0), (0.1, 0, 6 / 255, -128), (0.05, 10, 0.05, 10)],
    "LEAKY_RELU": [(0.1, 0, 0.1, 0), (0.2, -30, 0.05, 11), (0.013, 100, 0.02, -90)],
}
INT16 = {
    "ABS": [(0.001, 0, 0.001, 0), (0.002, 0, 0.0007, 0)],
    "RSQRT": [(0.001, 0, 0.001, 0), (0.01, 0, 0.0003, 0)],
    "LOGISTIC": [
        (1 / 4096, 0, 1 / 32768, 0),
        (0.0005, 0, 1 / 32768, 0),
        (1 / 1024, 0, 1 / 32768, 0),
    ],
    "TANH": [(1 / 4096, 0, 1 / 32768, 0), (0.0003, 0, 1 / 32768, 0), (1 / 8192, 0, 1 / 32768, 0)],
    "RELU": [(0.001, 0, 0.001, 0), (0.001, 0, 0.0004, 0)],
    "RELU6": [(0.001, 0, 0.001, 0), (0.0005, 0, 6 / 32767, 0)],
    "LEAKY_RELU": [(0.001, 0, 0.001, 0), (0.002, 0, 0.0007, 0)],
}


def one(case, shape, kind, data=None, low=None, high=None, quants=(None, None), **options):
    x = case.input(shape, kind, quants[0], data, low, high)
    case.op(case.operator, [x], [case.output(shape, kind, quants[1])], **options)
    return case


def cases():
    for operator, bounds in FLOATS.items():
        options = {"alpha": 0.2} if operator == "LEAKY_RELU" else {}
        low, high = bounds or (None, None)
        yield one(Case(operator, "f32", "random"), [2, 3, 5, 3], "f32", None, low, high, **options)
        if operator in CORNERS:
            values = CORNERS[operator]
            yield one(Case(operator, "f32", "corners"), [len(values)], "f32", values, **options)
    for kind, table in (("int8", INT8), ("int16", INT16)):
        for operator, scales in table.items():
            options = {"alpha": 0.3} if operator == "LEAKY_RELU" else {}
            for k, (scale, zero, out_scale, out_zero) in enumerate(scales):
                low = zero if operator == "RSQRT" and kind == "int8" else -128
                values = (
                    np.clip(np.arange(-128, 128), low, 127)
                    if kind == "int8"
                    else np.append(np.linspace(-32768, 32767, 299).astype(int), [-1, 0, 1, 2, 3])
                )
                if operator == "RSQRT" and kind == "int16":
                    values = np.abs(values.clip(-32767)) + 1
                    values = values.clip(1, 32767)
                yield one(
                    Case(operator, kind, f"scales{k}"),
                    [values.size],
                    kind,
                    values,
                    quants=(Quant(scale, zero), Quant(out_scale, out_zero)),
                    **options,
                )
    values = [False, True, True, False, True]
    yield one(Case("LOGICAL_NOT", "bool", "all"), [5], "bool", values)
    for kind in ("f32", "int8", "int32", "int64"):
        yield one(
            Case("ZEROS_LIKE", kind, "rank3"),
            [2, 3, 4],
            kind,
            quants=(Quant(0.5, 3),) * 2 if kind == "int8" else (None, None),
        )
