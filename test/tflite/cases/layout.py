"""Operators that move, repeat or choose elements without computing with them."""

import itertools

import numpy as np
from model import Case, Quant

ALL = ("f32", "int8", "int16", "int32", "int64", "bool")


def quant_of(kind):
    """Returns the quantization of values that are only moved."""
    return {"int8": Quant(0.05, -3), "uint8": Quant(0.05, 125), "int16": Quant(0.001)}.get(kind)


def moved(case, shape, out, constants=(), before=0, data=None, quant=None, **options):
    """Makes `case` one operator with an input, constants (values, type) and an output."""
    quant = quant or quant_of(case.kind)
    fixed = [case.const(value, kind) for value, kind in constants]
    x = case.input(shape, case.kind, quant, data)
    case.op(
        case.operator,
        [*fixed[:before], x, *fixed[before:]],
        [case.output(out, case.kind, quant)],
        **options,
    )
    return case


def reshapes():
    for kind in ALL + ("uint8",):
        for name, shape, out in (("flat", [2, 3, 4], [24]), ("rank4", [24], [1, 2, 3, 4])):
            yield moved(
                Case("RESHAPE", kind, name), shape, out, [(np.int32(out), "int32")], new_shape=out
            )
        yield moved(
            Case("RESHAPE", kind, "inferred"),
            [2, 3, 4],
            [6, 4],
            [(np.int32([-1, 4]), "int32")],
            new_shape=[-1, 4],
        )
    yield moved(Case("RESHAPE", "f32", "option-only"), [2, 3, 4], [6, 4], new_shape=[6, 4])
    for kind in ALL + ("uint8",):
        yield moved(Case("SQUEEZE", kind, "some"), [1, 3, 1, 2], [1, 3, 2], squeeze_dims=[2])
        yield moved(Case("SQUEEZE", kind, "all"), [1, 3, 1, 2], [3, 2])
        yield moved(Case("SQUEEZE", kind, "negative"), [1, 3, 1, 2], [1, 3, 2], squeeze_dims=[-2])
    for kind in ("f32", "int8", "uint8", "int16"):
        for axis, out in ((0, [1, 3, 2]), (2, [3, 2, 1]), (-1, [3, 2, 1]), (-3, [1, 3, 2])):
            yield moved(
                Case("EXPAND_DIMS", kind, f"axis{axis}"), [3, 2], out, [(np.int32([axis]), "int32")]
            )


def transposes():
    orders = [
        [1, 0],
        [0, 2, 1],
        [2, 0, 1],
        [0, 3, 1, 2],
        [0, 2, 3, 1],
        [3, 2, 1, 0],
        [0, 1, 2, 3],
        [4, 1, 3, 0, 2],
    ]
    for kind in ("f32", "int8", "uint8", "int16"):
        for order in orders:
            shape = [2, 3, 4, 5, 2][: len(order)]
            yield moved(
                Case("TRANSPOSE", kind, "".join(map(str, order))),
                shape,
                [shape[k] for k in order],
                [(np.int32(order), "int32")],
            )
    for kind in ALL + ("uint8",):
        for axis in ([0], [1], [-1]):
            yield moved(
                Case("REVERSE_V2", kind, f"axis{axis[0]}"),
                [3, 4, 2],
                [3, 4, 2],
                [(np.int32(axis), "int32")],
            )


def joins():
    for kind in ALL + ("uint8",):
        for name, axis, sizes in (
            ("last", 2, (1, 3, 2)),
            ("first", 0, (2, 1)),
            ("negative", -2, (3, 4)),
        ):
            case = Case("CONCATENATION", kind, name)
            shapes = [[size if k == axis % 3 else 3 for k in range(3)] for size in sizes]
            inputs = [case.input(shape, kind, quant_of(kind)) for shape in shapes]
            out = [sum(sizes) if k == axis % 3 else 3 for k in range(3)]
            case.op("CONCATENATION", inputs, [case.output(out, kind, quant_of(kind))], axis=axis)
            yield case
    for kind in ("f32", "int8", "uint8", "int16", "int32", "int64"):
        for axis in (0, 1, -1):
            case = Case("PACK", kind, f"axis{axis}")
            inputs = [case.input([2, 3], kind, quant_of(kind)) for _ in range(3)]
            out = np.stack([np.zeros([2, 3])] * 3, axis).shape
            case.op(
                "PACK", inputs, [case.output(out, kind, quant_of(kind))], axis=axis, values_count=3
            )
            yield case
    for kind in ("f32", "int8", "uint8", "int16", "int32"):
        for axis in (0, 1, -1):
            case = Case("UNPACK", kind, f"axis{axis}")
            shape = [3, 2, 3] if axis == 0 else [2, 3, 3]
            x = case.input(shape, kind, quant_of(kind))
            rest = [size for k, size in enumerate(shape) if k != axis % 3]
            outputs = [case.output(rest, kind, quant_of(kind)) for _ in range(3)]
            case.op("UNPACK", [x], outputs, axis=axis, num=3)
            yield case
        for axis in (0, 1, -1):
            case = Case("SPLIT", kind, f"axis{axis}")
            shape = [4, 6, 2]
            x = case.const(np.int32(axis), "int32"), case.input(shape, kind, quant_of(kind))
            part = [size // 2 if k == axis % 3 else size for k, size in enumerate(shape)]
            case.op(
                "SPLIT",
                list(x),
                [case.output(part, kind, quant_of(kind)) for _ in range(2)],
                num_splits=2,
            )
            yield case
            case = Case("SPLIT_V", kind, f"axis{axis}")
            sizes = {0: [1, 3], 1: [2, 3, 1], -1: [1, 1]}[axis]
            x = case.input(shape, kind, quant_of(kind))
            parts = [[n if k == axis % 3 else size for k, size in enumerate(shape)] for n in sizes]
            case.op(
                "SPLIT_V",
                [x, case.const(np.int32(sizes), "int32"), case.const(np.int32(axis), "int32")],
                [case.output(part, kind, quant_of(kind)) for part in parts],
                num_splits=len(sizes),
            )
            yield case


SLICES = {  # begin, end, strides, masks
    "plain": ([1, 0, 1], [3, 2, 3], [1, 1, 1], {}),
    "strides": ([0, 0, 0], [4, 3, 5], [2, 1, 3], {}),
    "negative": ([-3, -2, -4], [-1, 3, -1], [1, 1, 2], {}),
    "backwards": ([3, 2, 4], [0, 0, 0], [-1, -2, -1], {}),
    "backwards-whole": ([0, 0, 0], [0, 0, 0], [-1, 1, -1], {"begin_mask": 7, "end_mask": 7}),
    "begin-mask": ([2, 1, 2], [4, 3, 5], [1, 1, 1], {"begin_mask": 5}),
    "end-mask": ([1, 0, 1], [2, 1, 2], [1, 1, 1], {"end_mask": 3}),
    "shrink": ([1, 0, 2], [2, 3, 3], [1, 1, 1], {"shrink_axis_mask": 5}),
    "shrink-negative": ([-1, 0, -2], [0, 3, -1], [1, 1, 1], {"shrink_axis_mask": 5}),
    "beyond": ([-9, 0, 1], [9, 8, 7], [1, 1, 1], {}),
}


def slices():
    shape = [4, 3, 5]
    for kind in ("f32", "int8", "uint8", "int16", "int32", "bool"):
        for name, (begin, end, strides, masks) in SLICES.items():
            index, taken = [], np.zeros(shape)
            for k in range(3):
                low = None if masks.get("begin_mask", 0) >> k & 1 else begin[k]
                high = None if masks.get("end_mask", 0) >> k & 1 else end[k]
                index.append(
                    begin[k]
                    if masks.get("shrink_axis_mask", 0) >> k & 1
                    else slice(low, high, strides[k])
                )
            yield moved(
                Case("STRIDED_SLICE", kind, name),
                shape,
                list(taken[tuple(index)].shape),
                [(np.int32(v), "int32") for v in (begin, end, strides)],
                **masks,
            )
    for kind in ("f32", "int8", "uint8", "int16", "int32", "bool"):
        for name, begin, size in (
            ("plain", [1, 0, 2], [2, 3, 2]),
            ("rest", [2, 1, 0], [-1, -1, 5]),
        ):
            out = [n if n >= 0 else whole - first for n, first, whole in zip(size, begin, shape)]
            index = "int64" if name == "rest" else "int32"
            yield moved(Case("SLICE", kind, name), shape, out, [(begin, index), (size, index)])


def pads():
    amounts = {
        "rank4": ([1, 3, 4, 2], [[0, 0], [1, 2], [2, 1], [0, 0]]),
        "rank2": ([2, 3], [[1, 0], [0, 3]]),
        "channels": ([1, 2, 2, 3], [[0, 1], [0, 0], [1, 1], [2, 1]]),
    }
    for name, (shape, amount) in amounts.items():
        out = [size + sum(pair) for size, pair in zip(shape, amount)]
        for kind in ("f32", "int8", "uint8", "int16", "int32"):
            yield moved(Case("PAD", kind, name), shape, out, [(amount, "int32")])
            case = Case("PADV2", kind, name)
            quant = quant_of(kind)
            x = case.input(shape, kind, quant)
            value = case.const(np.array([17]), kind, quant)
            case.op(
                "PADV2", [x, case.const(amount, "int32"), value], [case.output(out, kind, quant)]
            )
            yield case
    for kind in ("f32", "int8", "uint8"):
        for mode in ("REFLECT", "SYMMETRIC"):
            for name, shape, amount in (
                ("rank2", [3, 4], [[1, 2], [2, 1]]),
                ("rank4", [1, 3, 4, 2], [[0, 0], [2, 1], [1, 1], [0, 1]]),
            ):
                out = [size + sum(pair) for size, pair in zip(shape, amount)]
                yield moved(
                    Case("MIRROR_PAD", kind, f"{mode.lower()}-{name}"),
                    shape,
                    out,
                    [(amount, "int32")],
                    mode=mode,
                )


def lookups():
    for kind in ("f32", "int8", "uint8"):
        for name, shape, indices, axis, batch in (
            ("axis0", [5, 3], [4, 0, 2, 2], 0, 0),
            ("axis1", [2, 5, 3], [[1, 4], [0, 2]], 1, 0),
            ("negative", [2, 5, 3], [2, 0], -1, 0),
            ("scalar", [4, 3], 2, 0, 0),
            ("batch", [2, 5, 3], [[1, 4], [0, 2]], 1, 1),
        ):
            indices = np.int32(indices)
            axis = axis % len(shape)
            out = shape[:axis] + list(indices.shape[batch:]) + shape[axis + 1 :]
            for where in ("constant", "run-time"):
                case = Case("GATHER", kind, f"{name}-{where}")
                x = case.input(shape, kind, quant_of(kind))
                index = (
                    case.const(indices, "int32")
                    if where == "constant"
                    else case.input(indices.shape, "int32", data=indices)
                )
                case.op(
                    "GATHER",
                    [x, index],
                    [case.output(out, kind, quant_of(kind))],
                    axis=axis,
                    batch_dims=batch,
                )
                yield case
        for name, shape, indices in (
            ("elements", [3, 4], [[0, 1], [2, 3], [1, 1]]),
            ("rows", [3, 4], [[2], [0]]),
            ("deep", [2, 3, 4], [[[1, 2]], [[0, 0]]]),
        ):
            indices = np.int32(indices)
            case = Case("GATHER_ND", kind, name)
            x = case.input(shape, kind, quant_of(kind))
            index = case.input(indices.shape, "int32", data=indices)
            out = list(indices.shape[:-1]) + shape[indices.shape[-1] :]
            case.op("GATHER_ND", [x, index], [case.output(out, kind, quant_of(kind))])
            yield case
        case = Case("EMBEDDING_LOOKUP", kind, "rows")
        table = case.const(
            case.draw([6, 4], kind, *((-2, 2) if kind == "f32" else (None, None))),
            kind,
            quant_of(kind),
        )
        case.op(
            "EMBEDDING_LOOKUP",
            [case.input([3], "int32", data=[5, 0, 5]), table],
            [case.output([3, 4], kind, quant_of(kind))],
        )
        yield case
    case = Case("EMBEDDING_LOOKUP", "int8", "to-f32", rtol=0, atol=0)
    table = case.const(case.draw([6, 4], "int8"), "int8", Quant(0.03))
    case.op(
        "EMBEDDING_LOOKUP",
        [case.input([3], "int32", data=[5, 0, 5]), table],
        [case.output([3, 4], "f32")],
    )
    yield case
    for kind in ("f32", "int8", "uint8", "int16", "int32"):
        for name, update, start, index in (
            ("inside", [2, 2], [1, 2], "int32"),
            ("clamped", [2, 3], [3, -2], "int32"),
            ("wide-index", [2, 3], [1, 1], "int64"),
        ):
            case = Case("DYNAMIC_UPDATE_SLICE", kind, name)
            inputs = [
                case.input([4, 5], kind, quant_of(kind)),
                case.input(update, kind, quant_of(kind)),
                case.input([2], index, data=start),
            ]
            case.op("DYNAMIC_UPDATE_SLICE", inputs, [case.output([4, 5], kind, quant_of(kind))])
            yield case
    for kind in ("f32", "int8", "uint8", "int16"):
        for name, shapes in (
            ("same", [[2, 3]] * 3),
            ("broadcast", [[2, 1, 3], [1, 4, 3], [2, 4, 1]]),
        ):
            case = Case("SELECT_V2", kind, name)
            inputs = [case.input(shapes[0], "bool")] + [
                case.input(shape, kind, quant_of(kind)) for shape in shapes[1:]
            ]
            out = list(np.broadcast(*(np.zeros(shape) for shape in shapes)).shape)
            case.op("SELECT_V2", inputs, [case.output(out, kind, quant_of(kind))])
            yield case


def spaces():
    for kind in ("f32", "int8", "uint8"):
        for block, shape in ((2, [1, 2, 3, 8]), (3, [2, 1, 2, 9])):
            out = [shape[0], shape[1] * block, shape[2] * block, shape[3] // block**2]
            yield moved(Case("DEPTH_TO_SPACE", kind, f"block{block}"), shape, out, block_size=block)
            yield moved(Case("SPACE_TO_DEPTH", kind, f"block{block}"), out, shape, block_size=block)
        for name, shape, block, edges in (
            ("plain", [1, 4, 6, 2], [2, 3], [[0, 0], [0, 0]]),
            ("padded", [1, 3, 5, 2], [2, 2], [[1, 0], [0, 1]]),
            ("rank3", [2, 6, 2], [3], [[0, 0]]),
        ):
            count = len(block)
            sizes = [(size + sum(pair)) // n for size, pair, n in zip(shape[1:], edges, block)]
            out = [shape[0] * int(np.prod(block)), *sizes, *shape[1 + count :]]
            # TFLite Micro does not set what it pads with; it is the zero point in TFLite.
            zeros = {"int8": Quant(0.05), "uint8": Quant(0.05, 128)}
            quant = zeros.get(kind) if name == "padded" else None
            yield moved(
                Case("SPACE_TO_BATCH_ND", kind, name),
                shape,
                out,
                [(block, "int32"), (edges, "int32")],
                quant=quant,
            )
            yield moved(
                Case("BATCH_TO_SPACE_ND", kind, name),
                out,
                shape,
                [(block, "int32"), (edges, "int32")],
            )


def fills():
    for kind in ("f32", "int8", "uint8", "int32"):
        yield moved(Case("FILL", kind, "rank3"), [], [2, 3, 2], [([2, 3, 2], "int32")], before=1)
    for kind in ALL + ("uint8",):
        for name, shape, out in (
            ("row", [3], [2, 4, 3]),
            ("ones", [2, 1, 3], [2, 4, 3]),
            ("rank5", [1, 2, 1], [2, 1, 3, 2, 2]),
        ):
            yield moved(Case("BROADCAST_TO", kind, name), shape, out, [(out, "int32")])
    for kind in ("int32", "int64"):
        case = Case("BROADCAST_ARGS", kind, "rank3")
        inputs = [case.input([3], kind, data=[2, 1, 3]), case.input([2], kind, data=[4, 1])]
        case.op("BROADCAST_ARGS", inputs, [case.output([3], kind)])
        yield case
    for kind in ALL + ("uint8",):
        case = Case("SHAPE", kind, "rank3")
        case.op(
            "SHAPE",
            [case.input([2, 3, 4], kind, quant_of(kind))],
            [case.output([3], "int32")],
            out_type="INT32",
        )
        yield case


def resizes():
    flags = {
        "plain": {},
        "corners": {"align_corners": True},
        "centers": {"half_pixel_centers": True},
    }
    sizes = {
        "up": ([1, 3, 4, 2], [6, 7]),
        "down": ([1, 7, 6, 2], [3, 4]),
        "batch": ([2, 2, 2, 3], [4, 3]),
        "one": ([1, 3, 3, 1], [1, 1]),
    }
    for (flag, options), (size, (shape, out)) in itertools.product(flags.items(), sizes.items()):
        for operator, kinds in (
            ("RESIZE_BILINEAR", ("f32", "int8")),
            ("RESIZE_NEAREST_NEIGHBOR", ("f32", "int8", "uint8", "int16")),
        ):
            for kind in kinds:
                yield moved(
                    Case(operator, kind, f"{size}-{flag}"),
                    shape,
                    [shape[0], *out, shape[3]],
                    [(out, "int32")],
                    **options,
                )


def cases():
    for family in (reshapes, transposes, joins, slices, pads, lookups, spaces, fills, resizes):
        yield from family()
