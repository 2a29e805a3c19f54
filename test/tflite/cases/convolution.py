"""Convolutions and matrix products: padding, strides, dilation, groups, scales per channel."""

import numpy as np
from model import Case, Quant

BIASES = {"f32": "f32", "int8": "int32", "uint8": "int32", "int16": "int64"}
FUSED = ("NONE", "RELU", "RELU6", "RELU_N1_TO_1")


def reach(size, kernel, stride, dilation, padding):
    """Returns the size of a convolution's output."""
    if padding == "SAME":
        return -(-size // stride)
    return -(-(size - (kernel - 1) * dilation) // stride)


def scales(case, kind, channels, per_channel=True, gain=1.0, depth=9):
    """Returns the quantization of input, weights, bias and output."""
    if kind == "f32":
        return [None] * 4
    spread = np.geomspace(0.2, 3, channels) if per_channel else [1.0]
    wide = kind != "int16"
    middle = 128 if kind == "uint8" else 0
    x = Quant(0.05 if wide else 0.0007, middle - 7 if wide else 0)
    w = Quant(0.01 * np.asarray(spread), 117 if kind == "uint8" else 0)
    b = Quant(np.asarray(w.scales) * x.scales[0])
    # `gain` is what the sum of `depth` products is multiplied by to come to the output's steps.
    y = Quant(
        0.05 * 0.01 * 74 * np.sqrt(depth) / gain
        if wide
        else 0.0007 * 0.01 * 74 * np.sqrt(depth) / gain,
        middle + 11 if wide else 0,
    )
    return x, w, b, y


def weights(case, shape, kind, quant, axis, whole=False):
    """Adds constant weights; those of integers include both ends of the range."""
    if kind == "f32":
        return case.const(case.draw(shape, "f32") * np.float32(0.5), "f32")
    stored = "int4" if whole else "uint8" if kind == "uint8" else "int8"
    low = {"int4": (-7, 7), "int8": (-127, 127), "uint8": (1, 255)}[stored]
    if quant:
        quant.axis = axis
    return case.const(case.draw(shape, stored, *low), stored, quant)


def bias(case, channels, kind, quant):
    if kind == "f32":
        return case.const(case.draw([channels], "f32"), "f32")
    high = min(3000, int(600 / quant.scales[0] * 0.0005)) + 1
    return case.const(case.random.randint(-high, high, channels), BIASES[kind], quant)


def convolution(
    operator,
    kind,
    name,
    shape=(1, 6, 7, 3),
    kernel=(3, 3),
    channels=4,
    stride=(1, 1),
    dilation=(1, 1),
    padding="SAME",
    fused="NONE",
    per_channel=True,
    gain=1.0,
    groups=1,
    multiplier=1,
    with_bias=True,
    bias_kind=None,
    int4=False,
    values=(None, None),
    ties=False,
):
    """Makes a case of CONV_2D or DEPTHWISE_CONV_2D."""
    case = Case(operator, "int4" if int4 else kind, name, atol=1e-4)
    depthwise = operator.startswith("DEPTH")
    channels = shape[3] * multiplier if depthwise else channels
    depth = kernel[0] * kernel[1] * (1 if depthwise else shape[3] // groups)
    x, w, b, y = scales(case, kind, channels, per_channel, gain * (16 if int4 else 1), depth)
    filters = [1, *kernel, channels] if depthwise else [channels, *kernel, shape[3] // groups]
    if ties and kind != "f32":  # sums are divided by 128, so that many lie in the middle
        x, w, y = Quant(2**-4, x.zeros[0]), Quant(2**-6), Quant(2**-3, y.zeros[0])
        b = Quant(2**-10)
        values = (-30, 30) if kind == "int8" else (-900, 900)
    value = case.input(shape, kind, x, None, *values)
    inputs = [value, weights(case, filters, kind, w, 3 if depthwise else 0, int4)]
    if with_bias:
        if bias_kind == "int32":
            inputs.append(case.const(case.random.randint(-999, 999, channels), "int32", b))
        else:
            inputs.append(bias(case, channels, kind, b))
    out = [
        shape[0],
        *(reach(shape[k + 1], kernel[k], stride[k], dilation[k], padding) for k in range(2)),
        channels,
    ]
    options = {
        "padding": padding,
        "stride_h": stride[0],
        "stride_w": stride[1],
        "dilation_h_factor": dilation[0],
        "dilation_w_factor": dilation[1],
        "fused_activation_function": fused,
    }
    if depthwise:
        options["depth_multiplier"] = multiplier
    case.op(operator, inputs, [case.output(out, kind, y)], **options)
    return case


# What both kinds of convolution vary.
WINDOWS = {
    "same": {},
    "valid": {"padding": "VALID"},
    "strides": {"stride": (2, 2)},
    "uneven-strides": {"stride": (2, 1), "padding": "VALID"},
    "dilated": {"dilation": (2, 2)},
    "dilated-valid": {"dilation": (2, 1), "padding": "VALID"},
    "one-by-one": {"kernel": (1, 1)},
    "kernel-2x3": {"kernel": (2, 3), "stride": (2, 3)},
    "per-tensor": {"per_channel": False},
    "relu": {"fused": "RELU"},
    "relu6": {"fused": "RELU6"},
    "relu-n1": {"fused": "RELU_N1_TO_1"},
    "no-bias": {"with_bias": False},
    "batch": {"shape": (2, 5, 4, 3)},
    "saturating": {"gain": 5.0},
    "small": {"gain": 0.002},
    "multiplier-above-one": {"gain": 200.0, "per_channel": False, "values": (-8, -6)},
    "row": {"shape": (1, 1, 9, 3), "kernel": (1, 5)},
    "whole": {"shape": (1, 3, 3, 3), "padding": "VALID"},
    "ties": {"ties": True},
    "large": {"shape": (1, 11, 10, 16), "channels": 24},
    "five": {"shape": (1, 9, 9, 2), "kernel": (5, 5), "stride": (2, 2)},
    "point-strides": {"kernel": (1, 1), "stride": (2, 2), "shape": (1, 7, 8, 8), "channels": 16},
}


def convolutions():
    for kind in ("f32", "int8", "int16"):
        for operator in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            for name, variation in WINDOWS.items():
                if kind == "f32" and name in (
                    "per-tensor",
                    "saturating",
                    "small",
                    "multiplier-above-one",
                    "ties",
                ):
                    continue
                if operator != "CONV_2D" and name == "no-bias":  # TFLite Micro aborts
                    continue
                yield convolution(operator, kind, name, **variation)
        yield convolution("CONV_2D", kind, "groups", shape=(1, 5, 5, 6), channels=4, groups=2)
        yield convolution("CONV_2D", kind, "wide", shape=(1, 4, 4, 40), channels=17, kernel=(1, 1))
        yield convolution("DEPTHWISE_CONV_2D", kind, "multiplier2", multiplier=2)
        yield convolution(
            "DEPTHWISE_CONV_2D",
            kind,
            "one-channel",
            shape=(1, 7, 6, 1),
            multiplier=8,
            stride=(2, 2),
        )
        yield convolution("DEPTHWISE_CONV_2D", kind, "wide", shape=(1, 5, 5, 21), stride=(2, 2))
    yield convolution("CONV_2D", "int16", "bias-int32", bias_kind="int32")
    for operator in ("CONV_2D", "DEPTHWISE_CONV_2D"):
        yield convolution(operator, "int8", "same", int4=True)
        yield convolution(operator, "int8", "valid", int4=True, padding="VALID", shape=(1, 5, 5, 3))


def transposed(
    kind,
    name,
    shape=(1, 4, 3, 3),
    kernel=(3, 3),
    channels=2,
    stride=(2, 2),
    padding="SAME",
    fused="NONE",
    with_bias=True,
    per_channel=True,
    gain=1.0,
):
    case = Case("TRANSPOSE_CONV", kind, name, atol=1e-4)
    x, w, b, y = scales(case, kind, channels, per_channel, gain, kernel[0] * kernel[1] * shape[3])
    size = [
        shape[k + 1] * stride[k]
        if padding == "SAME"
        else (shape[k + 1] - 1) * stride[k] + kernel[k]
        for k in range(2)
    ]
    out = [shape[0], *size, channels]
    value = case.input(shape, kind, x)
    inputs = [
        case.const(out, "int32"),
        weights(case, [channels, *kernel, shape[3]], kind, w, 0),
        value,
    ]
    if with_bias:
        inputs.append(bias(case, channels, kind, b))
    case.op(
        "TRANSPOSE_CONV",
        inputs,
        [case.output(out, kind, y)],
        padding=padding,
        stride_h=stride[0],
        stride_w=stride[1],
        fused_activation_function=fused,
    )
    return case


def transposed_convolutions():
    for kind in ("f32", "int8", "int16"):
        yield transposed(kind, "same")
        yield transposed(kind, "valid", padding="VALID")
        yield transposed(kind, "stride1", stride=(1, 1))
        yield transposed(kind, "uneven", stride=(3, 1), kernel=(2, 4), padding="VALID")
        yield transposed(kind, "no-bias", with_bias=False)
        yield transposed(kind, "relu", fused="RELU")
        yield transposed(kind, "gaps", kernel=(1, 1), stride=(2, 2))
        yield transposed(kind, "large", shape=(1, 5, 6, 16), channels=20, kernel=(4, 4))
        yield transposed(kind, "batch", shape=(2, 2, 3, 4))
        if kind != "f32":
            yield transposed(kind, "per-tensor", per_channel=False)
            yield transposed(kind, "saturating", gain=5.0)


def connected(
    kind,
    name,
    shape=(2, 20),
    channels=5,
    fused="NONE",
    with_bias=True,
    keep=False,
    per_channel=False,
    gain=1.0,
    int4=False,
    bias_kind=None,
    runtime=False,
):
    case = Case("FULLY_CONNECTED", "int4" if int4 else kind, name, atol=1e-4)
    depth = shape[-1]
    x, w, b, y = scales(case, kind, channels, per_channel, gain * (16 if int4 else 1), depth)
    value = case.input(shape, kind, x)
    inputs = [
        value,
        case.input([channels, depth], kind, w)
        if runtime
        else weights(case, [channels, depth], kind, w, 0, int4),
    ]
    if with_bias and bias_kind:
        inputs.append(case.const(case.random.randint(-999, 999, channels), bias_kind, b))
    else:
        inputs.append(bias(case, channels, kind, b) if with_bias else -1)
    out = [*shape[:-1], channels] if keep else [int(np.prod(shape[:-1])), channels]
    case.op(
        "FULLY_CONNECTED",
        inputs,
        [case.output(out, kind, y)],
        keep_num_dims=keep,
        fused_activation_function=fused,
    )
    return case


def connected_layers():
    for kind in ("f32", "int8", "int16"):
        yield connected(kind, "plain")
        yield connected(kind, "one-row", shape=(1, 64), channels=10)
        yield connected(kind, "no-bias", with_bias=False)
        for fused in FUSED[1:]:
            yield connected(kind, fused.lower(), fused=fused)
        yield connected(kind, "keep-dims", shape=(2, 3, 8), keep=True)
        yield connected(kind, "flattened", shape=(2, 3, 8))
        yield connected(kind, "wide", shape=(4, 37), channels=33)
        yield connected(kind, "large", shape=(1, 260), channels=50)
        if kind != "f32":
            yield connected(kind, "saturating", gain=5.0)
            yield connected(kind, "small", gain=0.001)
            yield connected(kind, "per-channel", per_channel=True)
    yield connected("int16", "bias-int32", bias_kind="int32")
    yield connected("int8", "plain", int4=True)
    yield connected("int8", "odd", int4=True, shape=(1, 13), channels=3)
    yield connected("f32", "weights-at-run-time", runtime=True)


def batch_matmul(kind, name, left, right, adj_x=False, adj_y=False, gain=1.0, constant=False):
    case = Case("BATCH_MATMUL", kind, name, atol=1e-4)
    x = y = z = None
    rows, inner = (left[-1], left[-2]) if adj_x else (left[-2], left[-1])
    columns = right[-2] if adj_y else right[-1]
    if kind != "f32":
        wide = kind == "int8"
        x, y = (Quant(0.05, 5), Quant(0.03, -9)) if wide else (Quant(0.0005), Quant(0.0003))
        top = 74 if wide else 18900
        z = Quant(x.scales[0] * y.scales[0] * top * np.sqrt(inner) / gain, 4 if wide else 0)
    a = case.input(left, kind, x)
    b = case.const(case.draw(right, kind), kind, y) if constant else case.input(right, kind, y)
    lead = list(np.broadcast(np.zeros(left[:-2]), np.zeros(right[:-2])).shape)
    case.op(
        "BATCH_MATMUL",
        [a, b],
        [case.output([*lead, rows, columns], kind, z)],
        adj_x=adj_x,
        adj_y=adj_y,
    )
    return case


def batch_matmuls():
    for kind in ("f32", "int8", "int16"):
        yield batch_matmul(kind, "plain", (2, 3, 7), (2, 7, 4))
        yield batch_matmul(kind, "adjoint-x", (2, 7, 3), (2, 7, 4), adj_x=True)
        yield batch_matmul(kind, "adjoint-y", (2, 3, 7), (2, 4, 7), adj_y=True)
        yield batch_matmul(kind, "adjoint-both", (7, 3), (4, 7), adj_x=True, adj_y=True)
        yield batch_matmul(kind, "broadcast", (2, 1, 3, 5), (3, 5, 2))
        yield batch_matmul(kind, "large", (2, 17, 40), (2, 40, 33))
        yield batch_matmul(kind, "constant", (2, 3, 7), (7, 4), constant=True)
        if kind != "f32":
            yield batch_matmul(kind, "saturating", (1, 3, 7), (1, 7, 4), gain=5.0)


def cases():
    for family in (convolutions, transposed_convolutions, connected_layers, batch_matmuls):
        yield from family()
