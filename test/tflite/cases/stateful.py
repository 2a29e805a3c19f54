"""Operators that keep state, and control flow: several steps each, or subgraphs."""

import numpy as np
from model import Case, Quant


def svdf(
    kind, name, batch=1, inputs=8, units=6, rank=1, memory=5, fused="NONE", steps=7, time="int16"
):
    case = Case("SVDF", kind, name, steps=steps)
    filters = units * rank
    x = w = t = b = s = y = None
    if kind == "int8":
        x, w, t = Quant(0.04, -9), Quant(0.01), Quant(0.004 if time == "int16" else 0.02)
        s = Quant(0.0014 if time == "int16" else 0.09)
        b, y = Quant(s.scales[0] * t.scales[0]), Quant(0.6 * rank if time == "int16" else 0.7, 5)
    value = case.input([batch, inputs], kind, x)
    small = (-1, 1) if kind == "f32" else (None, None)
    low = (-3000, 3000) if time == "int16" else (None, None)
    operands = [
        value,
        case.const(case.draw([filters, inputs], kind, *small), kind, w),
        case.const(
            case.draw(
                [filters, memory],
                time if kind == "int8" else "f32",
                *(low if kind == "int8" else small)
            ),
            time if kind == "int8" else "f32",
            t,
        ),
    ]
    operands.append(
        case.const(case.random.randint(-999, 999, units), "int32", b)
        if kind == "int8"
        else case.const(case.draw([units], "f32"), "f32")
    )
    operands.append(
        case.tensor([batch, memory * filters], time if kind == "int8" else "f32", s, variable=True)
    )
    case.op(
        "SVDF",
        operands,
        [case.output([batch, units], kind, y)],
        rank=rank,
        fused_activation_function=fused,
    )
    return case


def svdfs():
    for kind in ("f32", "int8"):
        for name, variation in (
            ("plain", {}),
            ("rank2", {"rank": 2}),
            ("batch", {"batch": 2}),
            ("large", {"inputs": 48, "units": 33, "memory": 8}),
            ("relu", {"fused": "RELU"}),
        ):
            yield svdf(kind, name, **variation)
    yield svdf("int8", "time-int8", time="int8")


def lstm(
    kind,
    name,
    batch=1,
    length=5,
    inputs=6,
    units=4,
    clip=0.0,
    time_major=False,
    steps=3,
    with_bias=True,
):
    """Makes a case of UNIDIRECTIONAL_SEQUENCE_LSTM; the state goes on from call to call."""
    case = Case("UNIDIRECTIONAL_SEQUENCE_LSTM", kind, name, steps=steps)
    plain = kind == "f32"
    x = None if plain else Quant(0.02, -12) if kind == "int8" else Quant(0.0002)
    h = None if plain else Quant(0.0078, 3) if kind == "int8" else Quant(1 / 32768)
    c = None if plain else Quant(2**-11)
    lead = [length, batch] if time_major else [batch, length]

    def weights(columns):
        if plain:
            return case.const(case.draw([units, columns], "f32", -1, 1), "f32")
        return case.const(case.draw([units, columns], "int8", -127, 127), "int8", Quant(0.008))

    value = case.input([*lead, inputs], kind, x)
    bias_kind = "f32" if plain else "int32" if kind == "int8" else "int64"
    biases = [-1] * 4
    operands = [
        value,
        *(weights(inputs) for _ in range(4)),
        *(weights(units) for _ in range(4)),
        -1,
        -1,
        -1,
    ]
    if with_bias:
        biases = [
            case.const(case.draw([units], "f32"), "f32")
            if plain
            else case.const(
                case.random.randint(-2000, 2000, units), bias_kind, Quant(0.008 * x.scales[0])
            )
            for _ in range(4)
        ]
    operands += [
        *biases,
        -1,
        -1,
        case.tensor([batch, units], kind, h, variable=True),
        case.tensor([batch, units], "f32" if plain else "int16", c, variable=True),
        -1,
        -1,
        -1,
        -1,
    ]
    inner = None
    if not plain:
        inner = [case.tensor([0], "f32") for _ in range(4)] + [case.tensor([0], kind, h)]
    case.op(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        operands,
        [case.output([*lead, units], kind, h)],
        intermediates=inner,
        fused_activation_function="TANH",
        cell_clip=clip,
        time_major=time_major,
    )
    return case


def lstms():
    for kind in ("f32", "int8", "int16"):
        yield lstm(kind, "plain")
        yield lstm(kind, "clip", clip=0.5)
        yield lstm(kind, "batch", batch=2)
        yield lstm(kind, "large", length=7, inputs=20, units=24)
        yield lstm(kind, "time-major", batch=2, time_major=True)


def variables():
    """A sum over all calls so far, kept in a variable that CALL_ONCE sets first."""
    for kind in ("f32", "int8"):
        quant = Quant(0.5) if kind == "int8" else None
        bounds = (-9, 9) if kind == "int8" else (None, None)
        for operator in ("VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "CALL_ONCE"):
            if operator != "VAR_HANDLE" and kind != "f32":
                continue
            case = Case(operator, kind, "running-sum", steps=6)
            start = case.subgraph()

            def handle(graph):
                number = graph.tensor([], "resource")
                graph.op("VAR_HANDLE", [], [number], container="", shared_name="total")
                return number

            fresh = start.const(case.draw([3], kind, *bounds), kind, quant)
            start.op("ASSIGN_VARIABLE", [handle(start), fresh], [])
            case.op("CALL_ONCE", [], [], init_subgraph_index=1)
            place, old = handle(case), case.tensor([3], kind, quant)
            case.op("READ_VARIABLE", [place], [old])
            total = case.output([3], kind, quant)
            case.op(
                "ADD",
                [old, case.input([3], kind, quant, None, *bounds)],
                [total],
                fused_activation_function="NONE",
            )
            case.op("ASSIGN_VARIABLE", [place, total], [])
            yield case
    # A variable that nothing sets starts from zero.
    case = Case("ASSIGN_VARIABLE", "int16", "previous", steps=4)
    quant = Quant(0.001)
    place = case.tensor([], "resource")
    case.op("VAR_HANDLE", [], [place], container="box", shared_name="last")
    value = case.input([4], "int16", quant)
    case.op("READ_VARIABLE", [place], [case.output([4], "int16", quant)])
    case.op("ASSIGN_VARIABLE", [place, value], [])
    yield case


def branches():
    for kind in ("f32", "int8", "int32"):
        for name, condition in (("then", True), ("else", False)):
            case = Case("IF", kind, name)
            quant = Quant(0.01, 0) if kind == "int8" else None
            for operator in ("ADD", "MUL"):
                graph = case.subgraph()
                x, y = graph.parameter([2, 3], kind, quant), graph.parameter([2, 3], kind, quant)
                graph.op(
                    operator,
                    [x, y],
                    [graph.result([2, 3], kind, quant)],
                    fused_activation_function="NONE",
                )
            inputs = [
                case.input([1], "bool", data=[condition]),
                case.input([2, 3], kind, quant),
                case.input([2, 3], kind, quant),
            ]
            case.op(
                "IF",
                inputs,
                [case.output([2, 3], kind, quant)],
                then_subgraph_index=1,
                else_subgraph_index=2,
            )
            yield case
    case = Case("IF", "f32", "alternating", steps=4)
    for value in (1.0, -1.0):
        graph = case.subgraph()
        x = graph.parameter([2], "f32")
        graph.op(
            "ADD",
            [x, graph.const(np.array([value, 2 * value]), "f32")],
            [graph.result([2], "f32")],
            fused_activation_function="NONE",
        )
    inputs = [
        case.input([1], "bool", data=np.array([[True], [False], [False], [True]])),
        case.input([2], "f32"),
    ]
    case.op("IF", inputs, [case.output([2], "f32")], then_subgraph_index=1, else_subgraph_index=2)
    yield case


def loops():
    for kind in ("int32", "f32", "int8"):
        for name, trips in (("several", 5), ("none", 0)):
            case = Case("WHILE", kind, name)
            quant = Quant(0.5, 0) if kind == "int8" else None
            test, body = case.subgraph(), case.subgraph()
            count = test.parameter([1], "int32")
            test.parameter([3], kind, quant)
            test.op(
                "LESS", [count, test.const(np.array([trips]), "int32")], [test.result([1], "bool")]
            )
            count, value = body.parameter([1], "int32"), body.parameter([3], kind, quant)
            body.op(
                "ADD",
                [count, body.const(np.array([1]), "int32")],
                [body.result([1], "int32")],
                fused_activation_function="NONE",
            )
            body.op(
                "ADD",
                [value, body.const(np.array([1, -2, 3]), kind, quant)],
                [body.result([3], kind, quant)],
                fused_activation_function="NONE",
            )
            inputs = [case.input([1], "int32", data=[0]), case.input([3], kind, quant, None, -5, 5)]
            case.op(
                "WHILE",
                inputs,
                [case.output([1], "int32"), case.output([3], kind, quant)],
                cond_subgraph_index=1,
                body_subgraph_index=2,
            )
            yield case


def cases():
    for family in (svdfs, lstms, variables, branches, loops):
        yield from family()
