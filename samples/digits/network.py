"""The digits network in numpy: forward, for reference, and backward, for training.

    image 1x8x8 -> conv 3x3 (16) -> relu -> max pool 2x2
                -> conv 3x3 (32) -> relu -> max pool 2x2 -> gemm (10) -> softmax

Nothing here knows of Sinter, so its probabilities are an independent reference for the
compiled model. Arrays are float32 in NCHW order.
"""

import numpy as np

PARAMETERS = {  # name -> shape, in the order in which the network uses them
    "conv1.weight": (16, 1, 3, 3),
    "conv1.bias": (16,),
    "conv2.weight": (32, 16, 3, 3),
    "conv2.bias": (32,),
    "classifier.weight": (10, 128),
    "classifier.bias": (10,),
}


def initialize(rng):
    """Returns parameters drawn from He's distribution."""
    parameters = {}
    for name, shape in PARAMETERS.items():
        fan_in = int(np.prod(shape[1:])) if len(shape) > 1 else 1
        scale = np.sqrt(2.0 / fan_in) if len(shape) > 1 else 0.0
        parameters[name] = (rng.standard_normal(shape) * scale).astype(np.float32)
    return parameters


def forward(parameters, images):
    """Returns the probabilities [N, 10] of images [N, 1, 8, 8], and what backward needs."""
    tape = []
    x = images
    for layer in ("conv1", "conv2"):
        columns = patches(x)
        y = columns @ parameters[f"{layer}.weight"].reshape(parameters[f"{layer}.bias"].size, -1).T
        y = (y + parameters[f"{layer}.bias"]).transpose(0, 3, 1, 2)
        pooled, winners = max_pool(np.maximum(y, 0))
        tape.append((columns, y, winners))
        x = pooled
    features = x.reshape(len(x), -1)
    logits = features @ parameters["classifier.weight"].T + parameters["classifier.bias"]
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities, (tape, features)


def backward(parameters, saved, probabilities, labels):
    """Returns the gradient of the mean cross entropy with respect to each parameter."""
    tape, features = saved
    gradients = {}
    d_logits = probabilities.copy()
    d_logits[np.arange(len(labels)), labels] -= 1
    d_logits /= len(labels)
    gradients["classifier.weight"] = d_logits.T @ features
    gradients["classifier.bias"] = d_logits.sum(axis=0)
    d = (d_logits @ parameters["classifier.weight"]).reshape(-1, 32, 2, 2)
    for layer in ("conv2", "conv1"):
        columns, y, winners = tape.pop()
        d_y = (spread(d) * winners * (y > 0)).transpose(0, 2, 3, 1)
        weight = parameters[f"{layer}.weight"]
        flat = d_y.reshape(-1, d_y.shape[-1])
        gradients[f"{layer}.weight"] = (flat.T @ columns.reshape(len(flat), -1)).reshape(weight.shape)
        gradients[f"{layer}.bias"] = flat.sum(axis=0)
        d = unpatches((d_y @ weight.reshape(len(weight), -1)), weight.shape[1])
    return gradients


def patches(x):
    """Returns the 3x3 neighbourhoods of x [N, C, H, W], zero padded: [N, H, W, C*9]."""
    n, c, h, w = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.ascontiguousarray(windows.transpose(0, 2, 3, 1, 4, 5)).reshape(n, h, w, c * 9)


def unpatches(d_columns, channels):
    """The transpose of patches: sums the gradients of all neighbourhoods of each pixel."""
    n, h, w, _ = d_columns.shape
    d_columns = d_columns.reshape(n, h, w, channels, 3, 3)
    padded = np.zeros((n, channels, h + 2, w + 2), np.float32)
    for i in range(3):
        for j in range(3):
            padded[:, :, i:i + h, j:j + w] += d_columns[..., i, j].transpose(0, 3, 1, 2)
    return padded[:, :, 1:-1, 1:-1]


def max_pool(x):
    """Returns the 2x2 maxima of x and a mask [as x] with 1 at the pixels that won."""
    n, c, h, w = x.shape
    pooled = x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))
    return pooled, x == spread(pooled)


def spread(x):
    """Repeats each pixel as 2x2."""
    return x.repeat(2, axis=2).repeat(2, axis=3)
