#!/usr/bin/python3
"""Trains the digits network with numpy and writes digits.onnx and images/ beside this file.

The data is scikit-learn's set of 1797 handwritten digits (8x8 pixels, values 0 to 16;
Debian package python3-sklearn). The last 360 are held back: training never sees them, and
most of them come from writers that it never saw. Seeded; the order of floating-point sums
in BLAS may still change the last digits from machine to machine.
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits

import network

HERE = pathlib.Path(__file__).resolve().parent
HELD_BACK = 360
EPOCHS = 60
BATCH = 64


def load():
    """Returns images [1797, 1, 8, 8] from 0 to 1, and their labels."""
    digits = load_digits()
    return (digits.images[:, None] / 16).astype(np.float32), digits.target


def augment(images, rng):
    """Moves each image by up to one pixel in each direction."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    moved = np.empty_like(images)
    for k, (i, j) in enumerate(rng.integers(0, 3, (len(images), 2))):
        moved[k] = padded[k, :, i:i + 8, j:j + 8]
    return moved


def train(images, labels, rng):
    """Returns parameters found by Adam with a learning rate that falls to zero."""
    parameters = network.initialize(rng)
    mean = {name: np.zeros_like(value) for name, value in parameters.items()}
    square = {name: np.zeros_like(value) for name, value in parameters.items()}
    step, steps = 0, EPOCHS * (len(images) // BATCH)
    for _ in range(EPOCHS):
        order = rng.permutation(len(images))
        for k in range(len(images) // BATCH):
            batch = order[k * BATCH:(k + 1) * BATCH]
            probabilities, saved = network.forward(parameters, augment(images[batch], rng))
            gradients = network.backward(parameters, saved, probabilities, labels[batch])
            step += 1
            rate = 0.004 * 0.5 * (1 + np.cos(np.pi * step / steps))
            for name, gradient in gradients.items():
                mean[name] += 0.1 * (gradient - mean[name])
                square[name] += 0.001 * (gradient * gradient - square[name])
                unbiased = mean[name] / (1 - 0.9**step)
                spread = np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8
                parameters[name] -= (rate * unbiased / spread).astype(np.float32)
    return parameters


def export(parameters, path):
    """Writes the network for one image as ONNX (opset 13)."""
    def node(name, operator, inputs, output, **attributes):
        return helper.make_node(operator, inputs, [output], name=name, **attributes)

    pool = {"kernel_shape": [2, 2], "strides": [2, 2]}
    conv = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    nodes = [
        node("conv1", "Conv", ["image", "conv1.weight", "conv1.bias"], "conv1_out", **conv),
        node("relu1", "Relu", ["conv1_out"], "relu1_out"),
        node("pool1", "MaxPool", ["relu1_out"], "pool1_out", **pool),
        node("conv2", "Conv", ["pool1_out", "conv2.weight", "conv2.bias"], "conv2_out", **conv),
        node("relu2", "Relu", ["conv2_out"], "relu2_out"),
        node("pool2", "MaxPool", ["relu2_out"], "pool2_out", **pool),
        node("flatten", "Flatten", ["pool2_out"], "features", axis=1),
        node("classifier", "Gemm", ["features", "classifier.weight", "classifier.bias"], "logits",
             transB=1),
        node("softmax", "Softmax", ["logits"], "probabilities", axis=1),
    ]
    graph = helper.make_graph(
        nodes, "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 8, 8])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, 10])],
        [numpy_helper.from_array(value, name) for name, value in parameters.items()])
    model = helper.make_model(graph, producer_name="samples/digits/train.py",
                              opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def write_images(parameters, images, labels):
    """Writes the first held-back image of each digit with the probabilities of the reference."""
    folder = HERE / "images"
    folder.mkdir(exist_ok=True)
    for digit in range(10):
        image = images[np.flatnonzero(labels == digit)[:1]]
        np.save(folder / f"{digit}.npy", image)
        np.save(folder / f"{digit}.probabilities.npy", network.forward(parameters, image)[0])


def main():
    rng = np.random.default_rng(20)
    images, labels = load()
    parameters = train(images[:-HELD_BACK], labels[:-HELD_BACK], rng)
    held_back, truth = images[-HELD_BACK:], labels[-HELD_BACK:]
    right = int((network.forward(parameters, held_back)[0].argmax(axis=1) == truth).sum())
    print(f"{right} of {HELD_BACK} held-back images recognized ({100 * right / HELD_BACK:.1f} %)")
    export(parameters, HERE / "digits.onnx")
    write_images(parameters, held_back, truth)


if __name__ == "__main__":
    main()
