"""Operators and types that TFLite Micro has no kernel for. ../truths.py computes their outputs."""

import numpy as np
from cases.binary import SHAPES, two
from cases.layout import moved, quant_of
from cases.reduction import AXES, reduction
from cases.unary import one
from model import TYPES, Case, Quant


def bounds():
    corners = [-2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 1.5]
    scales = {
        "int8": [(0.1, 0, 0.1, 0), (0.02, -20, 0.011, -128), (0.013, 10, 0.07, 5)],
        "uint8": [(0.1, 128, 0.1, 128), (0.02, 108, 0.011, 0)],
        "int16": [(0.001, 0, 0.001, 0), (0.0002, 0, 0.00004, 0)],
    }
    for operator in ("RELU_0_TO_1", "RELU_N1_TO_1"):
        yield one(Case(operator, "f32", "corners"), [8], "f32", corners)
        yield one(Case(operator, "f32", "random"), [2, 3, 5, 3], "f32")
        for kind, pairs in scales.items():
            info = np.iinfo(np.int16 if kind == "int16" else kind)
            values = np.unique(np.linspace(info.min, info.max, 256).astype(int))
            for k, (scale, zero, out_scale, out_zero) in enumerate(pairs):
                yield one(
                    Case(operator, kind, f"scales{k}"),
                    [values.size],
                    kind,
                    values,
                    quants=(Quant(scale, zero), Quant(out_scale, out_zero)),
                )


def reductions():
    for name, (shape, axes) in AXES.items():
        if name == "large":
            continue
        keep = name in ("image", "negative")
        random = np.random.RandomState(len(name))
        for kind in ("f32", "int32", "int64"):
            data = random.randint(-3, 4, shape)
            yield reduction("REDUCE_PROD", kind, name, shape, axes, keep, data=data)
        data = random.rand(*shape) < 0.2
        yield reduction("REDUCE_ANY", "bool", name, shape, axes, keep, data=data)


def powers():
    for name, exponent in (("square", [2.0]), ("root", [0.5]), ("odd", [2.7]), ("negative", [-1.5])):
        case = Case("POW", "f32", name, rtol=1e-5)
        x = case.input([3, 7], "f32", None, None, 0.1, 5)
        case.op("POW", [x, case.const(exponent, "f32")], [case.output([3, 7], "f32")])
        yield case
    case = Case("POW", "f32", "run-time", rtol=1e-5)
    inputs = [case.input([2, 3, 4], "f32", None, None, 0.1, 4), case.input([4], "f32")]
    case.op("POW", inputs, [case.output([2, 3, 4], "f32")])
    yield case


def shapes():
    for kind, bounds in (("int32", (3, 17, 4)), ("int32", (5, -6, -3)), ("f32", (0.5, 3, 0.5))):
        case = Case("RANGE", kind, f"from{bounds[0]}")
        size = len(np.arange(*bounds))
        case.op(
            "RANGE", [case.const(value, kind) for value in bounds], [case.output([size], kind)]
        )
        yield case
    for kind, shape in (("f32", [2, 3, 4]), ("int8", [5])):
        case = Case("RANK", kind, f"rank{len(shape)}")
        case.op("RANK", [case.input(shape, kind, quant_of(kind))], [case.output([], "int32")])
        yield case
    for kind in ("f32", "int8", "int16", "int32", "int64", "bool"):
        for name, shape, repeats in (("rows", [2, 3], [3, 1]), ("all", [2, 1, 3], [2, 3, 2])):
            case = Case("TILE", kind, name)
            x = case.input(shape, kind, quant_of(kind))
            out = [size * repeat for size, repeat in zip(shape, repeats)]
            times = case.const(repeats, "int32")
            case.op("TILE", [x, times], [case.output(out, kind, quant_of(kind))])
            yield case
    for source, target in (("f32", "int32"), ("int32", "f32")):
        case = Case("BITCAST", source, f"to-{target}")
        data = [0.0, -0.0, 1.5, -1e30] if source == "f32" else [0, 1, 1 << 30, -(1 << 30)]
        case.op("BITCAST", [case.input([4], source, data=data)], [case.output([4], target)])
        yield case


def choices():
    for kind in ("f32", "int8", "int32"):
        for name, shape, truths in (("same", [2, 3], [2, 3]), ("rows", [4, 3, 2], [4])):
            case = Case("SELECT", kind, name)
            inputs = [case.input(truths, "bool")]
            inputs += [case.input(shape, kind, quant_of(kind)) for _ in range(2)]
            case.op("SELECT", inputs, [case.output(shape, kind, quant_of(kind))])
            yield case
    for kind in ("f32", "int8", "int32"):
        for name, shape, count in (("rows", [3, 9], 4), ("ties", [2, 2, 12], 12), ("one", [7], 1)):
            case = Case("TOPK_V2", kind, name)
            data = case.random.randint(-3, 4, shape) if name == "ties" else None
            x = case.input(shape, kind, quant_of(kind), data)
            out = [*shape[:-1], count]
            outputs = [case.output(out, kind, quant_of(kind)), case.output(out, "int32")]
            case.op("TOPK_V2", [x, case.const(np.int32(count), "int32")], outputs)
            yield case
    for kind in ("f32", "int32"):
        for name, indices, shape in (
            ("elements", [[0, 1], [2, 3], [0, 1]], [3, 4]),  # what meets adds up
            ("rows", [[2], [0]], [3, 4]),
        ):
            case = Case("SCATTER_ND", kind, name)
            rest = [len(indices), *shape[len(indices[0]) :]]
            inputs = [
                case.input(np.shape(indices), "int32", data=indices),
                case.input(rest, kind),
                case.const(shape, "int32"),
            ]
            case.op("SCATTER_ND", inputs, [case.output(shape, kind)])
            yield case


def integers():
    """Wider integers, as models use them to compute positions."""
    for kind in ("int32", "int64"):
        for operator in ("FLOOR_DIV", "FLOOR_MOD"):
            x, y = np.meshgrid([7, -7, 6, -6, 0, 99], [2, -2, 3, -3, 5])
            yield two(Case(operator, kind, "signs"), (x.shape, y.shape), kind, data=(x, y))
        for operator in ("ABS", "NEG", "SQUARE"):
            yield one(Case(operator, kind, "random"), [3, 7], kind)
        for operator in ("SUM", "REDUCE_MAX", "REDUCE_MIN"):
            yield reduction(operator, kind, "image", [2, 3, 4, 5], [1, 2], True)
            yield reduction(operator, kind, "last", [3, 7], [1], False)
        for operator in ("ARG_MAX", "ARG_MIN"):
            case = Case(operator, kind, "last")
            inputs = [case.input([3, 9], kind, low=-3, high=3), case.const(np.int32(1), "int32")]
            case.op(operator, inputs, [case.output([3], "int32")], output_type="INT32")
            yield case
    for operator in ("ADD", "SUB", "MUL"):
        options = {"fused_activation_function": "NONE"}
        for name in ("same", "row"):
            yield two(Case(operator, "int64", name), SHAPES[name], "int64", **options)
    for source, target in (
        ("int64", "int32"),
        ("int64", "f32"),
        ("int32", "int64"),
        ("f32", "int64"),
        ("f32", "bool"),
        ("int32", "bool"),
        ("uint8", "f32"),
        ("f32", "uint8"),
    ):
        case = Case("CAST", source, f"to-{target}")
        x = case.input([5, 4], source, None, None, 0 if "uint8" in (source, target) else -3, 3)
        types = {"in_data_type": TYPES[source][0], "out_data_type": TYPES[target][0]}
        case.op("CAST", [x], [case.output([5, 4], target)], **types)
        yield case


def movements():
    for kind in ("int32", "int64", "bool"):
        case = Case("TRANSPOSE", kind, "201")
        yield moved(case, [2, 3, 4], [4, 2, 3], [(np.int32([2, 0, 1]), "int32")])
        case = Case("GATHER", kind, "axis1")
        yield moved(case, [2, 5, 3], [2, 2, 3], [(np.int32([4, 0]), "int32")], axis=1)
        case = Case("GATHER_ND", kind, "rows")
        yield moved(case, [3, 4], [2, 4], [(np.int32([[2], [0]]), "int32")])
        case = Case("EXPAND_DIMS", kind, "axis1")
        yield moved(case, [3, 2], [3, 1, 2], [(np.int32([1]), "int32")])
        case = Case("SELECT_V2", kind, "broadcast")
        truths = case.input([2, 1, 3], "bool")
        inputs = [truths] + [case.input(shape, kind) for shape in ([1, 4, 3], [2, 4, 1])]
        case.op("SELECT_V2", inputs, [case.output([2, 4, 3], kind)])
        yield case
    for kind in ("int64", "bool"):
        case = Case("FILL", kind, "rank3")
        yield moved(case, [], [2, 3, 2], [([2, 3, 2], "int32")], before=1)
        case = Case("UNPACK", kind, "axis1")
        outputs = [case.tensor([2, 4], kind) for _ in range(3)]
        case.op("UNPACK", [case.input([2, 3, 4], kind)], outputs, axis=1, num=3)
        case.outputs = outputs
        yield case
    constants = [([1, 2], "int32"), ([2, 3], "int32")]
    yield moved(Case("SLICE", "int64", "plain"), [4, 5], [2, 3], constants)
    constants = [([1, -1], "int32"), ([4, 0], "int32"), ([2, -2], "int32")]
    yield moved(Case("STRIDED_SLICE", "int64", "both-ways"), [4, 5], [2, 2], constants)
    yield moved(Case("PAD", "int64", "rank2"), [2, 3], [3, 6], [([[1, 0], [0, 3]], "int32")])


def cases():
    for family in (bounds, reductions, powers, shapes, choices, integers, movements):
        yield from family()
