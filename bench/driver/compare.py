"""Holds Sinter's outputs against ONNX Runtime's: a fast wrong answer is no result."""

import numpy as np

# Largest difference allowed, relative to the output's largest magnitude. Quantized networks round
# at other places in the two engines: ONNX Runtime's own optimizations change them as much.
TOLERANCES = {"f32": 1e-4, "trained": 1e-3, "gemm": 1e-5, "int8": 0.05}


def difference(actual, expected):
    """Returns the largest difference relative to the largest expected magnitude.

    Infinite when types or shapes differ, or where one is not a number and the other is.
    """
    if len(actual) != len(expected):
        return float("inf")
    largest = 0.0
    for ours, theirs in zip(actual, expected):
        if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
            return float("inf")
        if ours.size == 0:
            continue
        ours, theirs = ours.astype(np.float64), theirs.astype(np.float64)
        if not np.array_equal(np.isfinite(ours), np.isfinite(theirs)):
            return float("inf")
        finite = np.isfinite(theirs)
        if not np.array_equal(ours[~finite], theirs[~finite], equal_nan=True):
            return float("inf")
        scale = np.abs(theirs[finite]).max(initial=0.0) or 1.0
        largest = max(largest, np.abs(ours[finite] - theirs[finite]).max(initial=0.0) / scale)
    return float(largest)


def is_wrong(group, value):
    return not value <= TOLERANCES[group]
