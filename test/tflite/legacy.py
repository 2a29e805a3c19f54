#!/usr/bin/python3
"""What counts for uint8 models, of which TFLite Micro has few kernels left.

`twin` moves a case to int8: values and zero points 128 lower, which means the same numbers, so that
TFLite Micro's int8 kernels compute it. Those take no zero points of weights; `contract` computes the
convolutions and products that have one in the arithmetic of TFLite's reference kernels: exact sums,
then multiplier and shift with two roundings.
"""

import copy
import math
import sys

import numpy as np

sys.dont_write_bytecode = True
CONTRACTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")


def twin(case):
    """Returns the case with int8 for uint8."""
    other = copy.deepcopy(case)
    for entry in other.tensors:
        if entry["type"] == "UINT8":
            entry["type"] = "INT8"
            quantization = entry["quantization"]
            quantization["zero_point"] = [zero - 128 for zero in quantization["zero_point"]]
            if entry["buffer"]:
                data = np.frombuffer(other.buffers[entry["buffer"]], np.uint8)
                other.buffers[entry["buffer"]] = (data ^ 128).tobytes()
    other.feeds = [from_twin(array) if array.dtype == np.uint8 else array for array in other.feeds]
    return other


def from_twin(array):
    """Moves values between uint8 and int8, in either direction."""
    other = np.uint8 if array.dtype == np.int8 else np.int8
    return (array.view(np.uint8) ^ np.uint8(128)).view(other)


def multiplier_of(scale):
    """Returns `scale` as a 31-bit multiplier and a shift to the left."""
    fraction, shift = math.frexp(scale)
    multiplier = math.floor(fraction * 2**31 + 0.5)
    return (multiplier // 2, shift + 1) if multiplier == 2**31 else (multiplier, shift)


def rescale(sums, scale):
    """Multiplies integers by `scale`, rounding the product and then the shift."""
    multiplier, shift = multiplier_of(scale)
    results = np.empty(sums.size, np.int64)
    for k, value in enumerate(sums.reshape(-1).tolist()):
        product = value * 2 ** max(shift, 0) * multiplier
        high = abs(product + (2**30 if product >= 0 else 1 - 2**30)) >> 31
        high = high if product >= 0 else -high
        right = max(-shift, 0)
        rest, half = high & ((1 << right) - 1), (1 << right >> 1)
        results[k] = (high >> right) + (right > 0 and rest >= half + (high < 0))
    return results.reshape(sums.shape)


def contract(case):
    """Returns the output of a case of CONTRACTIONS with quantized values."""
    operation = case.operators[0]
    names = operation["inputs"] + operation["outputs"]
    entries = [case.tensors[name] for name in names if name >= 0]
    x, w, y = entries[0], entries[1], entries[-1]
    scale, zero = zip(
        *(
            (entry["quantization"]["scale"][0], entry["quantization"]["zero_point"][0])
            for entry in (x, w, y)
        )
    )

    def stored(entry, dtype):
        return np.frombuffer(case.buffers[entry["buffer"]], dtype).reshape(entry["shape"])

    kind = case.feeds[0].dtype
    values = case.feeds[0].astype(np.int64) - zero[0]
    weights = stored(w, kind).astype(np.int64) - zero[1]
    sums = accumulate(operation["builtin_options"], case.operator, values, weights, y["shape"])
    if len(entries) == 4:
        sums = sums + stored(entries[2], np.int32)
    # The kernels for uint8 multiply the scales in f32, those for int8 in double precision.
    products = float(np.float32(scale[0]) * np.float32(scale[1])), scale[0] * scale[1]
    results, other = (rescale(sums, product / scale[2]) + zero[2] for product in products)
    assert np.array_equal(results, other), f"{case.label}: the precision of the scales matters"
    low, high = clamp(
        operation["builtin_options"]["fused_activation_function"], scale[2], zero[2], np.iinfo(kind)
    )
    return np.clip(results, low, high).astype(kind)


def clamp(activation, scale, zero, info):
    """Returns the bounds of the stored results."""
    low, high = {"NONE": (None, None), "RELU": (0, None), "RELU6": (0, 6), "RELU_N1_TO_1": (-1, 1)}[
        activation
    ]
    bounds = [
        fallback if bound is None else zero + round(bound / scale)
        for bound, fallback in ((low, info.min), (high, info.max))
    ]
    return max(bounds[0], info.min), min(bounds[1], info.max)


def accumulate(options, operator, values, weights, shape):
    """Returns the sums of products of a convolution or a fully connected layer."""
    if operator == "FULLY_CONNECTED":
        return (values.reshape(-1, weights.shape[1]) @ weights.T).reshape(shape)
    stride = options["stride_h"], options["stride_w"]
    dilation = options["dilation_h_factor"], options["dilation_w_factor"]
    before = [0, 0]
    if options["padding"] == "SAME":
        for k in range(2):
            reach = (weights.shape[k + 1] - 1) * dilation[k] + 1
            missing = (shape[k + 1] - 1) * stride[k] + reach - values.shape[k + 1]
            before[k] = max(missing, 0) // 2
    sums = np.zeros(shape, np.int64)
    places = np.ndindex(*shape[1:3], *weights.shape[1:3])
    for row, column, i, j in places:
        r = row * stride[0] - before[0] + i * dilation[0]
        c = column * stride[1] - before[1] + j * dilation[1]
        if not (0 <= r < values.shape[1] and 0 <= c < values.shape[2]):
            continue
        if operator == "CONV_2D":
            sums[:, row, column] += values[:, r, c] @ weights[:, i, j].T
        else:
            repeated = np.repeat(values[:, r, c], options["depth_multiplier"], axis=-1)
            sums[:, row, column] += repeated * weights[0, i, j]
    return sums


def main():
    """Holds `contract` against what TFLite Micro computed for int8."""
    import expected
    from cases import all_cases

    compared = 0
    for case in all_cases():
        if case.kind == "int8" and case.operator in CONTRACTIONS:
            weights = case.tensors[case.operators[0]["inputs"][1]]
            if len(weights["quantization"]["scale"]) == 1:
                assert np.array_equal(contract(case), expected.outputs_of(case)[0]), case.label
                compared += 1
    print(f"{compared} cases agree")


if __name__ == "__main__":
    main()
