"""Checks conversions of all 8-bit and 4-bit floats against the formulas that define them.

    usage: narrow.py write FOLDER        writes narrow.mlir, the operands and what is expected
           narrow.py run RUNNER FOLDER   runs narrow.sinter there and compares

What a byte means follows from its fields; what a number is stored as is found by search: the
nearest of all numbers, the even one of two.
"""

import pathlib
import subprocess
import sys

import numpy as np

# Name -> (number in ONNX, bits of exponent, bits of mantissa, bias, largest byte, NaN, infinity).
FORMATS = {
    "float8e4m3fn": (17, 4, 3, 7, 0x7e, 0x7f, None),
    "float8e4m3fnuz": (18, 4, 3, 8, 0x7f, 0x80, None),
    "float8e5m2": (19, 5, 2, 15, 0x7b, 0x7e, 0x7c),
    "float8e5m2fnuz": (20, 5, 2, 16, 0x7f, 0x80, None),
    "float4e2m1": (23, 2, 1, 1, 0x7, None, None),
}


def meaning(name, byte):
    """Returns the number that a byte means."""
    _, exponents, mantissas, bias, largest, nan, infinity = FORMATS[name]
    sign_bit = 1 << (exponents + mantissas)
    magnitude = byte & (sign_bit - 1)
    sign = -1.0 if byte & sign_bit else 1.0
    if byte == nan or (magnitude > largest and magnitude != infinity):
        return np.nan
    if magnitude == infinity:
        return sign * np.inf
    exponent, fraction = magnitude >> mantissas, magnitude & ((1 << mantissas) - 1)
    if exponent == 0:
        return sign * fraction * 2.0 ** (1 - bias - mantissas)
    return sign * (1 + fraction / (1 << mantissas)) * 2.0 ** (exponent - bias)


def stored(name, x, saturates):
    """Returns the byte in which a float is stored."""
    _, exponents, mantissas, _, largest, nan, infinity = FORMATS[name]
    sign_bit = 1 << (exponents + mantissas)
    sign = sign_bit if np.signbit(x) else 0
    if np.isnan(x):
        return nan if nan == sign_bit else nan | sign
    values = [meaning(name, byte) for byte in range(largest + 1)]
    # One more number behind the largest decides what rounds to that.
    values.append(2 * values[-1] - values[-2])
    magnitude = min(abs(float(x)), values[-1])
    distances = [abs(magnitude - value) for value in values]
    nearest = [byte for byte, distance in enumerate(distances) if distance == min(distances)]
    byte = nearest[0] if len(nearest) == 1 else next(b for b in nearest if b % 2 == 0)
    if byte > largest or np.isinf(x):
        byte = largest if saturates else nan if infinity is None else infinity
        if byte == sign_bit:
            return byte
    if byte == 0 and nan == sign_bit:
        return 0
    return byte | sign


def numbers(name):
    """Returns floats on, between and beyond all that the format has."""
    largest = FORMATS[name][4]
    exact = np.array([meaning(name, byte) for byte in range(largest + 1)], np.float32)
    exact = np.append(exact, 2 * exact[-1] - exact[-2])
    middle = (exact[1:] + exact[:-1]) / 2
    around = [np.nextafter(middle, np.float32(bound)) for bound in (0, np.inf)]
    special = np.array([np.inf, 1e-30, 1e30, 1e-42], np.float32)
    positive = np.concatenate([exact, middle, *around, special]).astype(np.float32)
    both = np.concatenate([positive, -positive])
    return both if name == "float4e2m1" else np.append(both, np.float32(np.nan))


def function(name, code, source, target, attributes, count, marks=("", "")):
    return f"""func.func @{name}(%x: tensor<{count}x{source}>{marks[0]}) -> (tensor<{count}x{target}>{marks[1]}) {{
  %y = onnx.node "Cast"(%x) {{to = {code} : i64{attributes}}} opset 25 : (tensor<{count}x{source}>) -> tensor<{count}x{target}>
  return %y : tensor<{count}x{target}>
}}
"""


def write(folder):
    text = ""
    for name, (code, exponents, mantissas, *_rest) in FORMATS.items():
        count = 1 << (1 + exponents + mantissas)
        given = f' {{exec.unsigned, onnx.narrow = "{name}"}}'
        text += function(f"from_{name}", 1, "i8", "f32", "", count, (given, ""))
        np.save(folder / f"from_{name}_in.npy", np.arange(count, dtype=np.uint8))
        np.save(folder / f"from_{name}_out.npy",
                np.array([meaning(name, byte) for byte in range(count)], np.float32))
        values = numbers(name)
        for saturates in (1, 0) if name != "float4e2m1" else (1,):
            call = f"to_{name}_{saturates}"
            text += function(call, code, "f32", "i8", f", saturate = {saturates} : i64",
                             len(values), ("", " {exec.unsigned}"))
            np.save(folder / f"{call}_in.npy", values)
            np.save(folder / f"{call}_out.npy",
                    np.array([stored(name, x, saturates) for x in values], np.uint8))
    (folder / "narrow.mlir").write_text(text)


def run(tools, folder):
    failed = 0
    for path in sorted(folder.glob("*_in.npy")):
        name = path.name[:-len("_in.npy")]
        failed += subprocess.run(
            [tools, folder / "narrow.sinter", f"--function={name}", f"--input=@{path}",
             f"--expected-output=@{folder / name}_out.npy", "--rtol=0", "--atol=0"]).returncode != 0
    print(f"{failed} failed")


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(pathlib.Path(sys.argv[2]))
    else:
        run(sys.argv[2], pathlib.Path(sys.argv[3]))
