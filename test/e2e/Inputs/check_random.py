"""Checks that numbers are distributed as an operator says, by their moments and correlations.

    usage: check_random.py FOLDER
"""

import pathlib
import sys

import numpy as np


def near(what, actual, expected, tolerance):
    if not abs(actual - expected) <= tolerance:
        print(f"{what} is {actual}, not {expected}")
        return False
    return True


def main():
    folder = pathlib.Path(sys.argv[1])
    load = lambda name: np.load(folder / f"{name}.npy").astype(np.float64).ravel()
    uniform, other, normal = load("uniform"), load("other"), load("normal")
    n = uniform.size
    five = 5 / np.sqrt(n)  # five standard deviations of a mean of unit variance
    counts = np.histogram(uniform, 64, (-1, 3))[0]
    good = [
        near("least", uniform.min(), -1, 1e-2), near("largest", uniform.max(), 3, 1e-2),
        near("mean of uniform", uniform.mean(), 1, 4 * five),
        near("chi squared", ((counts - n / 64) ** 2 / (n / 64)).sum(), 63, 60),
        near("correlation of neighbours", np.corrcoef(uniform[1:], uniform[:-1])[0, 1], 0, five),
        near("correlation of rows", np.corrcoef(uniform[256:], uniform[:-256])[0, 1], 0, five),
        near("correlation of seeds", np.corrcoef(uniform, other)[0, 1], 0, five),
        near("mean of normal", normal.mean(), 5, 2 * five),
        near("deviation of normal", normal.std(), 2, 4 * five),
        near("third moment", ((normal - 5) ** 3).mean() / 8, 0, 8 * five),
        near("fourth moment", ((normal - 5) ** 4).mean() / 16, 3, 20 * five),
        near("share of ones", load("bernoulli").mean(), 0.25, five),
        near("share of kept", np.isclose(load("dropout"), 4 / 3).mean(), 0.75, five),
        near("share of dropped", (load("dropout") == 0).mean(), 0.25, five),
    ]
    samples = load("multinomial")
    shares = [np.mean(samples == k) for k in range(3)]
    good += [near(f"share of class {k}", share, expected, five)
             for k, (share, expected) in enumerate(zip(shares, (0.5, 0.3, 0.2)))]
    print(f"{len(good) - sum(good)} failed")


main()
