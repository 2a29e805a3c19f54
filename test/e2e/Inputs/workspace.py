"""workspace.py SCRATCH COUNT TARGET...: libraries whose results lie on what they are made of.

Draws COUNT small networks of int8 (padded windows of one and two pixels, by pixel and by channel,
sums with what was computed before), compiles each as a shared library for this machine and compares
every byte with numpy, with a workspace full of other bytes. For each TARGET the workspace must be at
most 1.05 times the activations that are alive at once (or SMALL bytes more), and most must be smaller.
"""

import ctypes
import json
import pathlib
import re
import subprocess
import sys

import numpy as np

SHIFT = 5
SMALL = 1024 # Borders of small images may take so many bytes more.


def dense(array, kind):
    little = array.astype(array.dtype.newbyteorder("<"))
    shape = "x".join(map(str, array.shape))
    return f'arith.constant dense<"0x{little.tobytes().hex().upper()}"> : tensor<{shape}x{kind}>'


def typed(shape, kind):
    return f"tensor<{'x'.join(map(str, shape))}x{kind}>"


class Network:
    """Lines of MLIR that compute %0, %1, ..., and what numpy says of each."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        shape = (1, int(self.random.integers(24, 48)), int(self.random.integers(20, 40)), int(self.random.integers(1, 5)) * 2)
        self.lines, self.values = [], [self.draw(shape)]
        for _ in range(self.random.integers(3, 8)):
            self.add_layer()

    def draw(self, shape):
        return self.random.integers(-128, 128, shape).astype(np.int8)

    def add_layer(self):
        last = self.values[-1]
        alike = [i for i, value in enumerate(self.values[:-1]) if i > 0 and value.shape == last.shape]
        kind = self.random.choice(["window", "pixel", "depthwise"] + ["sum"] * (3 if alike else 0))
        if kind == "sum":
            self.add_sum(int(self.random.choice(alike)))
        else:
            self.add_convolution(1 if kind == "pixel" else 3, kind == "depthwise", int(self.random.integers(1, 3)))

    def add_convolution(self, size, by_channel, stride):
        x, n, (_, height, width, depth) = self.values[-1], len(self.values), self.values[-1].shape
        channels = depth if by_channel else int(self.random.integers(1, 6)) * 4
        weights = self.draw((size, size, depth) if by_channel else (size, size, depth, channels))
        margin = size // 2
        padded = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)), constant_values=-128).astype(np.int32)
        rows, columns = (height - 1) // stride + 1, (width - 1) // stride + 1
        total = np.zeros((1, rows, columns, channels), np.int32)
        for i in range(size):
            for j in range(size):
                part = padded[:, i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
                total += part * weights[i, j] if by_channel else part @ weights[i, j].astype(np.int32)
        op = "depthwise_conv_2d_nhwc_hwc" if by_channel else "conv_2d_nhwc_hwcf"
        wide, source = typed(total.shape, "i32"), f"%{n - 1}"
        if margin:
            source = f"%p{n}"
            self.lines += [f"%p{n} = tensor.pad %{n - 1} low[0, 1, 1, 0] high[0, 1, 1, 0] {{",
                           "^bb0(%a: index, %b: index, %c: index, %d: index):", "  tensor.yield %least : i8",
                           f"}} : {typed(x.shape, 'i8')} to {typed(padded.shape, 'i8')}"]
        self.lines += [f"%w{n} = {dense(weights, 'i8')}", f"%e{n} = tensor.empty() : {wide}",
                       f"%z{n} = linalg.fill ins(%zero : i32) outs(%e{n} : {wide}) -> {wide}",
                       f"%s{n} = linalg.{op} {{strides = dense<{stride}> : tensor<2xi64>}} ins({source}, %w{n} : "
                       f"{typed(padded.shape, 'i8')}, {typed(weights.shape, 'i8')}) outs(%z{n} : {wide}) -> {wide}"]
        self.narrow(total, [f"%s{n}"], [wide], "%sum = arith.shrsi %in0, %shift : i32")

    def add_sum(self, other):
        n, x, y = len(self.values), self.values[-1].astype(np.int32), self.values[other].astype(np.int32)
        kind = typed(x.shape, "i8")
        body = "%l = arith.extsi %in0 : i8 to i32\n  %r = arith.extsi %in1 : i8 to i32\n  %sum = arith.addi %l, %r : i32"
        self.narrow((x + y) << SHIFT, [f"%{n - 1}", f"%{other}"], [kind, kind], body)

    def narrow(self, total, operands, kinds, body):
        """Adds an elementwise operation that ends as bytes."""
        n, result = len(self.values), np.clip(total >> SHIFT, -128, 127).astype(np.int8)
        kind = typed(result.shape, "i8")
        same, parallel = "affine_map<(a, b, c, d) -> (a, b, c, d)>", ", ".join(['"parallel"'] * 4)
        names = ", ".join(f"%in{i}: {k[-4:-1].strip('x')}" for i, k in enumerate(kinds))
        self.lines += [f"%f{n} = tensor.empty() : {kind}",
                       f"%{n} = linalg.generic {{indexing_maps = [{', '.join([same] * (len(operands) + 1))}], "
                       f"iterator_types = [{parallel}]}} ins({', '.join(operands)} : "
                       f"{', '.join(kinds)}) outs(%f{n} : {kind}) {{", f"^bb0({names}, %out: i8):", "  " + body,
                       "  %low = arith.maxsi %sum, %least32 : i32", "  %both = arith.minsi %low, %most32 : i32",
                       "  %byte = arith.trunci %both : i32 to i8", "  linalg.yield %byte : i8", f"}} -> {kind}"]
        self.values.append(result)

    def text(self):
        first, last = (typed(self.values[i].shape, "i8") for i in (0, -1))
        constants = {"zero": "0 : i32", "least": "-128 : i8", "least32": "-128 : i32", "most32": "127 : i32",
                     "shift": f"{SHIFT} : i32"}
        lines = [f"%{name} = arith.constant {value}" for name, value in constants.items()] + self.lines
        return (f"func.func @main(%0: {first}) -> {last} {{\n" + "\n".join(f"  {line}" for line in lines)
                + f"\n  return %{len(self.values) - 1} : {last}\n}}\n")


def compile_model(path, kind, target, output):
    report = output.with_suffix(".json")
    subprocess.run(["sinter-compile", path, f"--target={target}", f"--emit={kind}", "-o", output, "--quiet",
                    f"--report-json={report}"], check=True)
    function = json.loads(report.read_text())["functions"][0]
    return function["workspace_bytes"], function["live_bytes"]


def run_here(path, network):
    library = path.with_name("libnet.so")
    size, _ = compile_model(path, "shared-library", "host", library)
    copy = library.with_name(f"{path.stem}.so") # a name that the loader has not seen
    library.rename(copy)
    run = ctypes.CDLL(str(copy)).net_run
    memory = np.full(size + 64, 0x55, np.uint8)
    workspace = memory[-memory.ctypes.data % 64 :]
    x, y = np.ascontiguousarray(network.values[0]), np.zeros_like(network.values[-1])
    status = run((ctypes.c_void_p * 2)(x.ctypes.data, y.ctypes.data), ctypes.c_void_p(workspace.ctypes.data))
    if status != 0 or not np.array_equal(y, network.values[-1]):
        sys.exit(f"{path}: status {status}, {np.count_nonzero(y != network.values[-1])} of {y.size} bytes are wrong")


def main():
    scratch, count, targets = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    scratch.mkdir(parents=True, exist_ok=True)
    smaller = 0
    for seed in range(count):
        network, path = Network(seed), scratch / f"network{seed}.mlir"
        path.write_text(re.sub(r"%(\d+)", r"%v\1", network.text()))
        run_here(path, network)
        for target in targets:
            workspace, live = compile_model(path, "static-library", target, scratch / "net.a")
            if workspace > max(1.05 * live, live + SMALL):
                sys.exit(f"{path}: {target}: workspace {workspace}, but only {live} bytes are alive at once")
            smaller += workspace < live
    if smaller < len(targets) * count // 2:
        sys.exit(f"only {smaller} of {len(targets) * count} workspaces are smaller than what is alive at once")
    print(f"{count} networks, {smaller} of {len(targets) * count} workspaces below what is alive at once")


main()
