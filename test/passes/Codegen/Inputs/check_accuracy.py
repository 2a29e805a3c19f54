"""Compiles one dispatch function per elementary function and measures its error over all of f32.

usage: check_accuracy.py MACHINE FOLDER   (machines are those of check_kernels.py)
"""

import os
import pathlib
import sys

import check_kernels
from kernel_cases import Function

COUNT = 4096  # as in accuracy.c
UNARY = ["exp", "exp2", "expm1", "sinh", "cosh", "tanh", "log", "log2", "log10", "log1p", "erf",
         "sin", "cos", "tan", "asin", "acos", "atan", "asinh", "acosh", "atanh", "cbrt", "rsqrt"]


def all_functions():
    for name in UNARY:
        yield Function(name, {"a": [COUNT], "o": [COUNT]}).generic(
            "i", "p", {"a": "i"}, {"o": "i"}, [f"%r = math.{name} %a_ : f32"], "%r")
    yield Function("sigmoid", {"a": [COUNT], "o": [COUNT]}).generic(
        "i", "p", {"a": "i"}, {"o": "i"},
        ["%one = arith.constant 1.0 : f32", "%n = arith.negf %a_ : f32", "%e = math.exp %n : f32",
         "%s = arith.addf %e, %one : f32", "%r = arith.divf %one, %s : f32"], "%r")
    yield Function("third", {"a": [COUNT], "o": [COUNT]}).generic(
        "i", "p", {"a": "i"}, {"o": "i"},
        ["%c = arith.constant 3.0 : f32", "%r = arith.divf %a_, %c : f32"], "%r")
    for name in ("powf", "atan2"):
        yield Function(name, {"a": [COUNT], "b": [COUNT], "o": [COUNT]}).generic(
            "i", "p", {"a": "i", "b": "i"}, {"o": "i"}, [f"%r = math.{name} %a_, %b_ : f32"], "%r")


def main():
    machine, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    driver, library = folder / "accuracy", folder / "functions.so"
    source = pathlib.Path(__file__).with_name("accuracy.c")
    check_kernels.run(["clang-22", "-O2", "-o", driver, source, "-ldl", "-lm"], "")
    check_kernels.compile_library(list(all_functions()), check_kernels.TESTED, machine, library)
    os.execv(driver, [str(driver), str(library)])


if __name__ == "__main__":
    main()
