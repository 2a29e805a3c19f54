"""Quantization, conversion of types, and the sum and slope operators of many inputs."""

import numpy as np
from model import TYPES, Case, Quant

TIES = [0.0, -0.0, 0.25, -0.25, 0.75, -0.75, 1.25, 1e5, -1e5, 63.4, -63.6, 0.1]


def quantizations():
    floats = {"int8": [(0.5, 0), (0.1, -7), (0.003, 100)], "int16": [(0.5, 0), (0.001, 0)]}
    for kind, pairs in floats.items():
        for k, (scale, zero) in enumerate(pairs):
            case = Case("QUANTIZE", "f32", f"to-{kind}-{k}")
            data = np.append(TIES, case.random.standard_normal(60) * 50 * scale)
            case.op(
                "QUANTIZE",
                [case.input([data.size], "f32", data=data)],
                [case.output([data.size], kind, Quant(scale, zero))],
            )
            yield case
    # Between integers: (from, scale, zero point, to, scale, zero point).
    pairs = [
        ("int8", 0.1, 0, "int8", 0.1, 0),
        ("int8", 0.1, -5, "int8", 0.033, 17),
        ("int8", 0.1, 3, "int8", 0.2, -128),
        ("int8", 0.5, -9, "int16", 0.001, 0),
        ("int8", 0.5, 7, "int32", 0.00001, 0),
        ("int8", 0.1, -3, "uint8", 0.1, 125),
        ("int8", 0.1, -3, "uint8", 0.04, 99),
        ("uint8", 0.1, 128, "int8", 0.1, 0),
        ("uint8", 0.1, 100, "int8", 0.23, -11),
        ("int16", 0.001, 0, "int8", 0.1, -3),
        ("int16", 0.001, 0, "int8", 0.001, 0),
        ("int16", 0.001, 0, "int16", 0.003, 0),
        ("int16", 0.004, 0, "int16", 0.001, 0),
        ("int16", 0.001, 0, "int32", 0.00002, 0),
        ("int32", 0.0001, 0, "int8", 0.1, 3),
        ("int32", 0.00002, 0, "int16", 0.0007, 0),
        ("int32", 2.0, 0, "int8", 1.0, 0),
    ]
    for k, (source, scale, zero, target, out_scale, out_zero) in enumerate(pairs):
        case = Case("QUANTIZE", source, f"to-{target}-{k}")
        info = np.iinfo(TYPES[source][1])
        if source in ("int8", "uint8"):
            data = np.arange(info.min, info.max + 1)
        elif source == "int16":
            data = np.append(np.linspace(info.min, info.max, 200), np.arange(-40, 40)).astype(int)
        else:
            data = np.append(case.random.randint(-90000, 90000, 100), [0, 1, -1, 500000, -500000])
        case.op(
            "QUANTIZE",
            [case.input([data.size], source, Quant(scale, zero), data=data)],
            [case.output([data.size], target, Quant(out_scale, out_zero))],
        )
        yield case
    for kind, scale, zero in (
        ("int8", 0.1, -5),
        ("int8", 0.003, 0),
        ("uint8", 0.07, 128),
        ("int16", 0.001, 0),
    ):
        case = Case("DEQUANTIZE", kind, f"scale{scale}", rtol=0, atol=0)
        info = np.iinfo(TYPES[kind][1])
        data = np.linspace(info.min, info.max, 256).astype(int)
        case.op(
            "DEQUANTIZE",
            [case.input([16, 16], kind, Quant(scale, zero), data=data)],
            [case.output([16, 16], "f32")],
        )
        yield case


def casts():
    kinds = ("f32", "int8", "int16", "int32", "uint32")
    for source in (*kinds, "bool"):
        for target in kinds:
            if source == target:
                continue
            case = Case("CAST", source, f"to-{target}")
            # What does not fit the target has no meaning in the reference: floats stay in range.
            low, high = (0, 100) if "uint32" in (source, target) else (-100, 100)
            data = case.random.randint(low, high + 1, [3, 20])
            if source == "f32":
                data = case.random.uniform(low, high, [3, 20])
            elif source in ("int16", "int32") and target not in ("f32", "uint32"):
                data = case.random.randint(-32768, 32768, [3, 20])
            if source == "bool":
                data = case.random.randint(0, 2, [3, 20]).astype(bool)
            data.flat[0] = 0
            case.op(
                "CAST",
                [case.input([3, 20], source, data=data)],
                [case.output([3, 20], target)],
                in_data_type=TYPES[source][0],
                out_data_type=TYPES[target][0],
            )
            yield case


def sums():
    for kind in ("f32", "int8"):
        for count in (2, 3, 5):
            case = Case("ADD_N", kind, f"of{count}")
            x, y = (Quant(0.1, -3), Quant(0.23, 8)) if kind == "int8" else (None, None)
            inputs = [case.input([3, 7], kind, x) for _ in range(count)]
            case.op("ADD_N", inputs, [case.output([3, 7], kind, y)])
            yield case


def slopes():
    quants = {
        "f32": [(None,) * 3],
        "int8": [
            (Quant(0.1, -3), Quant(0.01, 5), Quant(0.08, 9)),
            (Quant(0.1, 0), Quant(0.02, 0), Quant(0.01, -20)),
        ],
        "int16": [(Quant(0.001), Quant(0.01), Quant(0.0008))],
    }
    for kind, choices in quants.items():
        for k, (x, a, y) in enumerate(choices):
            for name, shape in (("channels", [1, 1, 3]), ("whole", [4, 5, 3]), ("one", [1, 1, 1])):
                case = Case("PRELU", kind, f"{name}{k}")
                value = case.input([2, 4, 5, 3], kind, x)
                stored = "int8" if kind == "int16" else kind
                case.op(
                    "PRELU",
                    [value, case.const(case.draw(shape, stored), stored, a)],
                    [case.output([2, 4, 5, 3], kind, y)],
                )
                yield case


def cases():
    for family in (quantizations, casts, sums, slopes):
        yield from family()
