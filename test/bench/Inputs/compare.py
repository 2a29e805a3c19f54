"""Prints the difference of pairs of outputs (see compare.test)."""
import numpy as np
from driver.compare import difference, is_wrong

f = np.float32
one, four = np.array([1, 4], f), np.array([1, 3], f)
nan, inf = np.array([1, np.nan], f), np.array([1, np.inf], f)
cases = [("equal", [one], [one]), ("relative", [four], [one]),
         ("worst of two", [one, np.array([3], f)], [one, np.array([2], f)]),
         ("same infinity", [inf], [inf]), ("empty", [one[:0]], [one[:0]]),
         ("nan", [nan], [one]), ("other infinity", [inf], [-inf]),
         ("shape", [one], [one.reshape(2, 1)]), ("type", [one], [one.astype(np.float64)]),
         ("count", [one], [one, one])]
for name, actual, expected in cases:
    print(name, difference(actual, expected))
print("wrong:", is_wrong("f32", float("nan")), is_wrong("f32", 1e-3), is_wrong("int8", 1e-3))
