"""Checks operators that read at computed places against plain loops in Python.

    usage: regions.py COMPILER RUNNER FOLDER

RoiAlign with as many samples as a box asks for, Det with pivots, Col2Im with everything at once,
DeformConv in groups, and TfIdfVectorizer with weights.
"""

import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RANDOM = np.random.default_rng(3)


def noise(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32)


def between(image, y, x):
    """The weighted elements around a place; none is taken from outside."""
    h, w = image.shape
    y, x = min(max(y, 0), h - 1), min(max(x, 0), w - 1)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, h - 1), min(left + 1, w - 1)
    dy, dx = y - top, x - left
    return [image[top, left] * (1 - dy) * (1 - dx), image[top, right] * (1 - dy) * dx,
            image[bottom, left] * dy * (1 - dx), image[bottom, right] * dy * dx]


def roi_align(mode, half):
    x, batch = noise(2, 3, 9, 7), np.array([0, 1, 1, 0], np.int64)
    rois = np.array([[0, 0, 6, 8], [1.5, 2.25, 5, 3], [-9, -9, 20, 30], [2, 2, 2, 2]], np.float32)
    scale, size = 0.75, (2, 3)
    expected = np.zeros((4, 3, *size), np.float32)
    for r, c, i, j in np.ndindex(expected.shape):
        start = rois[r, 1::-1] * scale - (0.5 if half else 0)
        length = rois[r, 3:1:-1] * scale - (0.5 if half else 0) - start
        length = length if half else np.maximum(length, 1)
        bins = length / size
        counts = np.ceil(bins).astype(int)
        values = []
        for k, m in np.ndindex(*counts):
            place = start + (i, j) * bins + (np.array([k, m]) + 0.5) * bins / counts
            inside = (place >= -1).all() and (place <= x.shape[2:]).all()
            parts = between(x[batch[r], c], *place) if inside else [0]
            values.append(max(parts) if mode == "max" else sum(parts))
        if values:
            expected[r, c, i, j] = max(values) if mode == "max" else np.mean(values)
    shift = "half_pixel" if half else "output_half_pixel"
    return "RoiAlign", 16, [x, rois, batch], {}, expected, dict(
        mode=mode, spatial_scale=scale, output_height=2, output_width=3,
        coordinate_transformation_mode=shift)


def det():
    x = noise(4, 5, 5)
    x[1, 0, 0] = 0  # the first pivot is elsewhere
    x[2, 3] = 2 * x[2, 1]  # no inverse
    x[3] = np.eye(5, dtype=np.float32)[[1, 0, 3, 4, 2]]
    return "Det", 11, [x], {}, np.linalg.det(x.astype(np.float64)).astype(np.float32), {}


def col2im():
    image, block, strides, dilations, pads = (7, 6), (3, 2), (2, 1), (1, 3), (2, 0, 1, 2)
    places = [(image[d] + pads[d] + pads[d + 2] - dilations[d] * (block[d] - 1) - 1) // strides[d] + 1
              for d in range(2)]
    x = noise(2, 3, *block, *places)
    padded = np.zeros((2, 3, image[0] + pads[0] + pads[2], image[1] + pads[1] + pads[3]), np.float32)
    for k, m, i, j in np.ndindex(*block, *places):
        padded[:, :, i * strides[0] + k * dilations[0], j * strides[1] + m * dilations[1]] += \
            x[:, :, k, m, i, j]
    expected = padded[:, :, pads[0]:pads[0] + image[0], pads[1]:pads[1] + image[1]]
    shapes = {"image": np.array(image, np.int64), "block": np.array(block, np.int64)}
    return "Col2Im", 18, [x.reshape(2, 18, -1)], shapes, expected, dict(
        strides=strides, dilations=dilations, pads=pads)


def deform():
    """Of four channels in two groups and two groups of offsets."""
    x, w, b = noise(2, 4, 6, 5), noise(6, 2, 2, 3), noise(6)
    out = (5, 2)  # pads 1 0 0 1, stride 1 2, dilation 2 1
    offset, mask = 2 * noise(2, 2 * 6 * 2, *out), noise(2, 2 * 6, *out)
    expected = np.zeros((2, 6, *out), np.float32) + b[:, None, None]
    inside = np.pad(x, [(0, 0), (0, 0), (20, 20), (20, 20)])
    for n, o, i, j in np.ndindex(expected.shape):
        for c in range(2):
            channel = o // 3 * 2 + c
            for k, m in np.ndindex(2, 3):
                at = (channel // 2) * 6 + k * 3 + m
                y = i - 1 + 2 * k + offset[n, 2 * at, i, j]
                z = 2 * j + m + offset[n, 2 * at + 1, i, j]
                read = sum(between(inside[n, channel], y + 20, z + 20))
                expected[n, o, i, j] += read * w[o, c, k, m] * mask[n, at, i, j]
    return "DeformConv", 19, [x, w, offset, b, mask], {}, expected, dict(
        group=2, offset_group=2, pads=(1, 0, 0, 1), strides=(1, 2), dilations=(2, 1))


def tfidf(mode):
    """1-grams 5, 6 and 2-grams (5, 6), (6, 6), up to one skipped; one index is not used."""
    x = np.array([[5, 6, 6, 5, 6], [7, 7, 7, 7, 7]], np.int64)
    weights = [0.5, 2.0, 3.0, 4.0]
    factors = np.array([0.5, 2.0, 1.0, 4.0, 3.0], np.float32)
    # (5, 6): neighbours 0-1 and 3-4, with one between 0-2; (6, 6): 1-2, and 2-4 with one between.
    counts = np.array([[2, 3, 0, 2, 3], [0, 0, 0, 0, 0]], np.float32)
    expected = (np.minimum(counts, 1) if mode == "IDF" else counts) * factors
    return "TfIdfVectorizer", 9, [x], {}, expected, dict(
        mode=mode, min_gram_length=1, max_gram_length=2, max_skip_count=1, ngram_counts=[0, 2],
        ngram_indexes=[0, 1, 4, 3], pool_int64s=[5, 6, 5, 6, 6, 6], weights=weights)


def check(tools, folder, name, case):
    operator, opset, inputs, constants, expected, attributes = case
    infos = [helper.make_tensor_value_info(f"x{k}", TensorProto.INT64 if a.dtype == np.int64
                                           else TensorProto.FLOAT, a.shape)
             for k, a in enumerate(inputs)]
    node = helper.make_node(operator, [info.name for info in infos] + list(constants), ["y"],
                            **attributes)
    graph = helper.make_graph([node], "graph", infos,
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, expected.shape)],
                              [numpy_helper.from_array(a, key) for key, a in constants.items()])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)],
                                ir_version=8), str(folder / f"{name}.onnx"))
    given = []
    for k, array in enumerate(inputs):
        np.save(folder / f"{name}_{k}.npy", array)
        given.append(f"--input=@{folder}/{name}_{k}.npy")
    np.save(folder / f"{name}_y.npy", expected)
    subprocess.run([tools[0], folder / f"{name}.onnx", "-o", folder / f"{name}.sinter"], check=True,
                   stderr=subprocess.DEVNULL)
    code = subprocess.run([tools[1], folder / f"{name}.sinter", *given, "--rtol=1e-4", "--atol=1e-4",
                           f"--expected-output=@{folder}/{name}_y.npy"]).returncode
    if code:
        print(f"{name} differs")
    return code != 0


def main():
    tools, folder = sys.argv[1:3], pathlib.Path(sys.argv[3])
    found = {"det": det(), "col2im": col2im(), "deform": deform(),
             "idf": tfidf("IDF"), "tfidf": tfidf("TFIDF")}
    for mode in ("avg", "max"):
        for half in (True, False):
            found[f"roi_{mode}_{half}"] = roi_align(mode, half)
    print(f"{sum(check(tools, folder, name, case) for name, case in found.items())} failed")


main()
