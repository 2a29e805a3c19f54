"""Operators of two inputs that compute element by element, with broadcasting."""

import numpy as np
from model import Case, Quant

SHAPES = {
    "large": ([3, 7, 65], [3, 7, 65]),
    "large-row": ([2, 9, 67], [67]),
    "same": ([2, 3, 4, 3], [2, 3, 4, 3]),
    "scalar": ([3, 5], [1]),
    "row": ([2, 3, 4], [4]),
    "both": ([2, 1, 3, 1], [1, 4, 1, 5]),
    "left": ([4], [3, 2, 4]),
    "rank0": ([2, 7], []),
}
ACTIVATIONS = ("NONE", "RELU", "RELU6", "RELU_N1_TO_1")

# (scale, zero point) of both inputs and the output.
INT8_SCALES = {
    "equal": ((0.1, 0), (0.1, 0), (0.1, 0)),
    "zeros": ((0.1, -12), (0.07, 33), (0.15, -5)),
    "saturating": ((0.5, 10), (0.3, -20), (0.2, 7)),
    "apart": ((1.7, 3), (0.0011, -100), (1.9, -3)),
    "ties": ((0.25, 3), (0.25, 0), (0.5, -1)),
    "fine": ((0.011, -128), (0.9, 127), (1.3, 100)),
}
INT16_SCALES = {
    "equal": ((0.001, 0), (0.001, 0), (0.001, 0)),
    "powers": ((2**-10, 0), (2**-11, 0), (2**-9, 0)),
    "saturating": ((0.004, 0), (0.003, 0), (0.0025, 0)),
    "apart": ((0.01, 0), (0.00002, 0), (0.013, 0)),
    "ties": ((2**-10, 0), (2**-10, 0), (2**-9, 0)),
}
# Products and squares have scales of their own.
MUL_SCALES = {
    "int8": {
        "equal": ((0.1, 0), (0.1, 0), (1.1, 0)),
        "zeros": ((0.1, -12), (0.07, 33), (0.9, -5)),
        "saturating": ((0.5, 10), (0.3, -20), (3.3, 7)),
        "grows": ((1.5, 1), (2.0, 2), (2.5, 3)),
        "shrinks": ((0.01, 3), (0.02, 0), (0.09, -100)),
        "ties": ((0.5, 3), (0.125, -2), (4, 0)),
    },
    "int16": {
        "equal": ((0.001, 0), (0.001, 0), (0.025, 0)),
        "powers": ((2**-8, 0), (2**-9, 0), (2**-2, 0)),
        "saturating": ((0.01, 0), (0.02, 0), (0.8, 0)),
    },
}
SQUARE_SCALES = {
    "int8": {
        "equal": ((0.1, 0), (0.1, 0), (1.3, -128)),
        "zeros": ((0.1, -12), (0.07, 33), (0.9, -105)),
        "saturating": ((0.5, 10), (0.3, -20), (3.3, 7)),
        "shrinks": ((0.01, 3), (0.02, 0), (0.2, -100)),
    },
    "int16": {
        "equal": ((0.001, 0), (0.001, 0), (0.06, 0)),
        "powers": ((2**-8, 0), (2**-9, 0), (2**-1, 0)),
        "saturating": ((0.01, 0), (0.02, 0), (1.5, 0)),
    },
}


def broadcast(left, right):
    return list(np.broadcast(np.zeros(left), np.zeros(right)).shape)


def two(
    case,
    shapes,
    kind,
    quants=(None,) * 3,
    data=(None, None),
    bounds=(None, None),
    out=None,
    constant=False,
    **options,
):
    x = case.input(shapes[0], kind, quants[0], data[0], *bounds)
    if constant:
        y = case.const(case.draw(shapes[1], kind, *bounds), kind, quants[1])
    else:
        y = case.input(shapes[1], kind, quants[1], data[1], *bounds)
    z = case.output(broadcast(*shapes), out or kind, quants[2])
    case.op(case.operator, [x, y], [z], **options)
    return case


def operands(operator, shapes, quants):
    """Returns what to feed: TFLite Micro divides neither by 0 nor values near to 0."""
    if operator != "DIV":
        return None, None
    random = np.random.RandomState(5)
    x, y = (random.randint(-128, 128, shape) for shape in shapes)
    near = np.abs(x - quants[0].zeros[0]) < 32
    return (
        np.where(near, np.where(x < 0, x + 64, x - 64), x),
        np.where(y == quants[1].zeros[0], y + 1, y),
    )


def fused(operator, activation):
    return (
        {}
        if operator in ("MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE")
        else {"fused_activation_function": activation}
    )


def arithmetic():
    for operator in ("ADD", "SUB", "MUL", "DIV", "MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE"):
        for name, shapes in SHAPES.items():
            if name == "rank0" and operator not in ("ADD", "MUL"):
                continue
            yield two(Case(operator, "f32", name), shapes, "f32", **fused(operator, "NONE"))
        for activation in ACTIVATIONS[1:] if fused(operator, "") else ():
            yield two(
                Case(operator, "f32", activation.lower()),
                SHAPES["row"],
                "f32",
                **fused(operator, activation),
            )
        for kind in ("int32", "int64"):
            if (kind == "int64" and operator not in ("MAXIMUM", "MINIMUM")) or operator == "DIV":
                continue
            for name in ("same", "row", "both", "large"):
                yield two(Case(operator, kind, name), SHAPES[name], kind, **fused(operator, "NONE"))
        for kind, table in (("int8", INT8_SCALES), ("int16", INT16_SCALES)):
            if operator == "DIV" and kind == "int16":
                continue
            table = {"MUL": MUL_SCALES[kind], "SQUARED_DIFFERENCE": SQUARE_SCALES[kind]}.get(
                operator, table
            )
            for name, scales in table.items():
                if operator == "DIV" and name == "fine":  # a shift that TFLite Micro does not take
                    continue
                quants = [Quant(*pair) for pair in scales]
                if operator in ("MAXIMUM", "MINIMUM"):
                    quants = [quants[0]] * 3
                if operator == "DIV":
                    quants[2] = Quant(scales[2][0] * 4, scales[2][1])
                shapes = {
                    "equal": ("same", "both"),
                    "saturating": ("same", "both"),
                    "zeros": ("same", "both", "large", "large-row"),
                }
                for shape in shapes.get(name, ("same",)):
                    yield two(
                        Case(operator, kind, f"{name}-{shape}"),
                        SHAPES[shape],
                        kind,
                        quants,
                        data=operands(operator, SHAPES[shape], quants),
                        **fused(operator, "NONE"),
                    )
            quants = [Quant(*pair) for pair in table["equal"]]
            if operator != "DIV":
                yield two(
                    Case(operator, kind, "constant"),
                    SHAPES["row"],
                    kind,
                    quants,
                    constant=True,
                    **fused(operator, "NONE"),
                )
            for activation in ACTIVATIONS[1:] if fused(operator, "") else ():
                yield two(
                    Case(operator, kind, activation.lower()),
                    SHAPES["same"],
                    kind,
                    quants,
                    data=operands(operator, SHAPES["same"], quants),
                    **fused(operator, activation),
                )
    for operator in ("ADD", "SUB"):
        quants = [Quant(2**-k) for k in (10, 11, 9)]
        yield two(
            Case(operator, "int16", "not-pot"),
            SHAPES["same"],
            "int16",
            quants,
            pot_scale_int16=False,
        )


def divisions():
    for operator in ("FLOOR_DIV", "FLOOR_MOD"):
        yield two(Case(operator, "f32", "random"), SHAPES["same"], "f32")
        yield two(Case(operator, "f32", "both"), SHAPES["both"], "f32")
        pairs = np.array([[7, 2], [-7, 2], [7, -2], [-7, -2], [6, 3], [-6, 3], [0, 5], [5.5, 0.5]])
        yield two(Case(operator, "f32", "signs"), ([8], [8]), "f32", data=pairs.T)


    for name in ("same", "both"):  # TFLite Micro divides by any number but 0
        case = Case("DIV", "int32", name)
        x, y = (case.draw(shape, "int32") for shape in SHAPES[name])
        data = x, np.where(y == 0, 7, y)
        yield two(case, SHAPES[name], "int32", data=data, fused_activation_function="NONE")


def comparisons():
    for operator in ("EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"):
        for kind in ("f32", "int32", "int64", "bool"):
            if kind == "bool" and operator not in ("EQUAL", "NOT_EQUAL"):
                continue
            for name in ("same", "row", "both"):
                case = Case(operator, kind, name)
                data = [case.random.randint(0, 3, shape) for shape in SHAPES[name]]
                if kind == "bool":
                    data = [array.astype(bool) for array in data]
                yield two(case, SHAPES[name], kind, data=data, out="bool")
        for name, left, right in (("equal", (0.5, 3), (0.5, 3)), ("apart", (0.1, -3), (0.07, 12))):
            case = Case(operator, "int8", name)
            data = [case.random.randint(-9, 10, shape) for shape in SHAPES["both"]]
            yield two(
                case, SHAPES["both"], "int8", (Quant(*left), Quant(*right), None), data, out="bool"
            )
        case = Case(operator, "int8", "extremes")
        data = ([-128, -128, 127, 127, 0, 1], [127, -128, -128, 127, 0, -1])
        yield two(case, ([6], [6]), "int8", (Quant(0.3, 3), Quant(0.3, 3), None), data, out="bool")


def logic():
    for operator in ("LOGICAL_AND", "LOGICAL_OR"):
        for name in ("same", "row"):
            yield two(Case(operator, "bool", name), SHAPES[name], "bool")


def cases():
    for family in (arithmetic, divisions, comparisons, logic):
        yield from family()
