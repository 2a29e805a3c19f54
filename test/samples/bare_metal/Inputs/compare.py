"""Compares what firmware prints, bytes in hexadecimal, with a tensor: compare.py EXPECTED.npy [ATOL] < TEXT"""

import sys

import numpy as np

expected = np.load(sys.argv[1])
atol = float(sys.argv[2]) if len(sys.argv) > 2 else 0
text = sys.stdin.read()
try:
    actual = np.frombuffer(bytes.fromhex(text.strip()), expected.dtype).reshape(expected.shape)
except ValueError as problem:
    sys.exit(f"no tensor such as expected: {problem}\n{text}")
if not np.allclose(actual, expected, rtol=0, atol=atol):
    sys.exit(f"expected {expected.tolist()}, got {actual.tolist()}")
print("as expected")
