"""Compares convolutions by the method of Winograd with direct ones, and says how far they are apart.

usage: check_winograd.py FOLDER   (a scratch folder; tools are found in PATH)

Shapes are odd on purpose: tiles that reach over the edge, channels that fill no vector, images
smaller than a tile, several images; with bias, residual, activation and padding behind them.
"""

import pathlib
import random
import struct
import subprocess
import sys

MAP = "affine_map<(n, h, w, c) -> (n, h, w, c)>"
BIAS = "affine_map<(n, h, w, c) -> (c)>"
# images, height, width, input and output channels, what follows
CASES = [
    (1, 4, 4, 16, 16, ""),
    (1, 7, 7, 16, 32, "bias"),
    (1, 5, 9, 17, 19, "bias relu"),
    (2, 6, 3, 8, 48, "residual"),
    (1, 1, 1, 16, 16, "bias"),
    (3, 2, 5, 20, 16, "bias relu pad"),
    (1, 13, 10, 32, 64, "bias residual relu pad"),
    (2, 9, 8, 3, 5, "pad"),
    (1, 17, 16, 48, 33, "bias residual"),
    (1, 12, 1, 24, 16, "relu"),
]


def run(command, text=None):
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr[-3000:]}")
    return result.stdout


def tensor(*dims):
    return "tensor<" + "x".join(map(str, dims)) + "xf32>"


def module(case, method):
    images, height, width, inputs, outputs, tail = case
    x, w = tensor(images, height + 2, width + 2, inputs), tensor(3, 3, inputs, outputs)
    y = tensor(images, height, width, outputs)
    result = tensor(images, height + 2, width + 3, outputs) if "pad" in tail else y
    values = random.Random(1)
    weights = struct.pack(f"<{9 * inputs * outputs}f",
                          *(values.uniform(-1, 1) for _ in range(9 * inputs * outputs)))
    body, last = [], "%conv"

    def pointwise(name, operand, kind, map_, operation):
        nonlocal last
        body.append(f"""%{name} = linalg.generic {{indexing_maps = [{MAP}, {map_}, {MAP}],
            iterator_types = ["parallel", "parallel", "parallel", "parallel"]}}
            ins({last}, {operand} : {y}, {kind}) outs(%empty : {y}) {{
          ^bb0(%a: f32, %b: f32, %o: f32):
            %v = {operation} %a, %b : f32
            linalg.yield %v : f32
          }} -> {y}""")
        last = f"%{name}"

    if "bias" in tail:
        pointwise("biased", "%bias", tensor(outputs), BIAS, "arith.addf")
    if "residual" in tail:
        pointwise("sum", "%residual", y, MAP, "arith.addf")
    if "relu" in tail:
        pointwise("relu", "%bias", tensor(outputs), BIAS, "arith.maximumf")
    if "pad" in tail:
        body.append(f"""%padded = tensor.pad {last} low[0, 1, 1, 0] high[0, 1, 2, 0] {{
          ^bb0(%a: index, %b: index, %c: index, %d: index):
            tensor.yield %zero : f32
          }} : {y} to {result}""")
        last = "%padded"
    signature = f"({x}, {w}, {tensor(outputs)}, {y}) -> {result}"
    lines = "\n          ".join(body)
    return f"""module attributes {{MACHINE}} {{
        exec.export "main" inputs ["x" : {x}, "bias" : {tensor(outputs)}, "residual" : {y}]
            outputs ["y" : {result}]
        func.func @main(%x: {x}, %bias: {tensor(outputs)}, %residual: {y}) -> {result} {{
          %w = arith.constant dense<"0x{weights.hex()}"> : {w}
          %y = flow.dispatch @conv(%x, %w, %bias, %residual) : {signature}
          return %y : {result}
        }}
        func.func private @conv(%x: {x}, %w: {w}, %bias: {tensor(outputs)}, %residual: {y}) -> {result}
            attributes {{flow.root = "conv", flow.nodes = [], exec.convolution = "{method}"}} {{
          %zero = arith.constant 0.0 : f32
          %empty = tensor.empty() : {y}
          %fill = linalg.fill ins(%zero : f32) outs(%empty : {y}) -> {y}
          %conv = linalg.conv_2d_nhwc_hwcf {{dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}}
              ins(%x, %w : {x}, {w}) outs(%fill : {y}) -> {y}
          {lines}
          return {last} : {result}
        }}
      }}"""


def npy(path, dims, values):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({''.join(f'{d},' for d in dims)}), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    count = 1
    for dim in dims:
        count *= dim
    data = struct.pack(f"<{count}f", *(values.uniform(-1, 1) for _ in range(count)))
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


def read_npy(path):
    data = path.read_bytes()
    length = struct.unpack("<H", data[8:10])[0]
    return struct.unpack(f"<{(len(data) - 10 - length) // 4}f", data[10 + length:])


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    machine = sys.argv[2]
    worst = {"winograd-f2": 0.0, "winograd-f4": 0.0}
    for number, case in enumerate(CASES):
        images, height, width, inputs, outputs, _ = case
        values = random.Random(number)
        shapes = [(images, height + 2, width + 2, inputs), (outputs,),
                  (images, height, width, outputs)]
        for index, dims in enumerate(shapes):
            npy(folder / f"in{index}.npy", dims, values)
        results = {}
        for method in ["direct", *worst]:
            text = module(case, method).replace("{MACHINE}", "{" + machine + "}")
            planned = run(["sinter-opt", "--use-winograd"], text)
            if method != "direct" and "exec.winograd_conv tile" not in planned:
                sys.exit(f"{case}: {method} is not used")
            (folder / "case.mlir").write_text(planned)
            run(["sinter-compile", folder / "case.mlir", "-o", folder / "case.sinter",
                 "--compile-from=plan"])
            for threads in (1, 2):
                run(["sinter-run", folder / "case.sinter", f"--threads={threads}",
                     *(f"--input=@{folder}/in{i}.npy" for i in range(3)),
                     f"--output=@{folder}/out{threads}.npy"])
            results[method] = read_npy(folder / "out1.npy")
            if results[method] != read_npy(folder / "out2.npy"):
                sys.exit(f"{case}: {method} differs with two threads")
        largest = max(map(abs, results["direct"]))
        for method in worst:
            error = max(abs(a - b) for a, b in zip(results["direct"], results[method])) / largest
            worst[method] = max(worst[method], error)
            if not error < 5e-6:
                sys.exit(f"{case}: {method} is off by {error:.2e} of the largest result")
    print(f"{len(CASES)} shapes agree: " + ", ".join(f"{m} {e:.1e}" for m, e in worst.items()))


main()
