"""byte_products.py SCRATCH TARGET[:FEATURES]... [-- RUNNER...]: quantized matmuls and convolutions equal numpy, bit by bit.

Writes one module of small functions of odd sizes, compiles it for every TARGET and runs each
function. Sums are computed in int64 by numpy, scales and rounding in float32; every result must be
equal. Extreme bytes are frequent in the inputs, so that sums which saturate somewhere would show.
RUNNER is the command of a `sinter-run`, of this machine unless given; with `--board RUN.PY BOARD` instead,
firmware for that board computes some functions in each call.
"""

import itertools
import pathlib
import subprocess
import sys

import numpy as np

RANDOM = np.random.default_rng(7)


def draw(shape, signed):
    """Bytes of which every fifth is the least or greatest."""
    low, high = (-128, 127) if signed else (0, 255)
    values = RANDOM.integers(low, high + 1, shape)
    extreme = RANDOM.integers(0, 10, shape)
    return np.where(extreme == 0, low, np.where(extreme == 1, high, values))


def as_bytes(values):
    return values.astype(np.int64).astype(np.uint8).view(np.int8)


def dense(array):
    kind = {"int8": "i8", "int32": "i32", "float32": "f32"}[array.dtype.name]
    shape = "x".join(map(str, array.shape))
    little = array.astype(array.dtype.newbyteorder("<"))
    return f'arith.constant dense<"0x{little.tobytes().hex().upper()}"> : tensor<{shape}x{kind}>'


def tensor(shape, kind):
    return f"tensor<{'x'.join(map(str, shape))}x{kind}>"


def maps(loops, *results):
    dims = ", ".join(f"d{i}" for i in range(loops))
    return "[" + ", ".join(f"affine_map<({dims}) -> ({r})>" for r in results) + "]"


class Case:
    """A function @name with one input `x` (signless bytes) whose result must be `expected`."""

    def __init__(self, name):
        self.name, self.text, self.inputs, self.expected = name, "", [], None

    def contraction(self, output, iterators, indexing, x, w, signs):
        """Adds products of %x and %w to zero; leaves %sum."""
        a, b = ("extsi" if signed else "extui" for signed in signs)
        kinds = ", ".join(f'"{kind}"' for kind in iterators)
        out = tensor(output, "i32")
        self.text += f"""
  %zero = arith.constant 0 : i32
  %none = tensor.empty() : {out}
  %fill = linalg.fill ins(%zero : i32) outs(%none : {out}) -> {out}
  %sum = linalg.generic {{indexing_maps = {indexing}, iterator_types = [{kinds}]}}
      ins(%x, %w : {x}, {w}) outs(%fill : {out}) {{
  ^bb0(%a: i8, %b: i8, %c: i32):
    %a32 = arith.{a} %a : i8 to i32
    %b32 = arith.{b} %b : i8 to i32
    %p = arith.muli %a32, %b32 : i32
    %s = arith.addi %c, %p : i32
    linalg.yield %s : i32
  }} -> {out}"""

    def finish(self, sums, requantize, signed):
        """Returns the sums, or bytes made of them with bias, scales and zero point."""
        shape, channels = sums.shape, sums.shape[-1]
        arguments = ", ".join(f"%{n}: {tensor(v.shape, 'i8')}" for n, v in self.inputs)
        if not requantize:
            self.expected = sums.astype(np.int32)
            self.text = (f"func.func @{self.name}({arguments}) -> {tensor(shape, 'i32')} {{"
                         f"{self.text}\n  return %sum : {tensor(shape, 'i32')}\n}}\n")
            return self
        bias = RANDOM.integers(-3000, 3000, channels).astype(np.int32)
        spread = max(1.0, float(np.abs(sums).max()))
        scale = (RANDOM.uniform(0.3, 2.0, channels) * 128 / spread).astype(np.float32)
        zero, low, high = (-3, -128, 127) if signed else (117, 0, 255)
        scaled = (sums.astype(np.int32) + bias).astype(np.float32) * scale
        self.expected = as_bytes(np.clip(np.rint(scaled) + np.float32(zero), low, high))
        rank, to = len(shape), "fptosi" if signed else "fptoui"
        dims = ", ".join(f"d{i}" for i in range(rank))
        channel, parallel = f"d{rank - 1}", ", ".join(['"parallel"'] * rank)
        result = tensor(shape, "i8")
        self.text = f"""func.func @{self.name}({arguments}) -> {result} {{{self.text}
  %bias = {dense(bias)}
  %scale = {dense(scale)}
  %low = arith.constant {low}.0 : f32
  %high = arith.constant {high}.0 : f32
  %zp = arith.constant {zero}.0 : f32
  %out = tensor.empty() : {result}
  %q = linalg.generic {{indexing_maps = {maps(rank, dims, channel, channel, dims)},
                        iterator_types = [{parallel}]}}
      ins(%sum, %bias, %scale : {tensor(shape, 'i32')}, {tensor((channels,), 'i32')},
                                {tensor((channels,), 'f32')}) outs(%out : {result}) {{
  ^bb0(%a: i32, %b: i32, %m: f32, %o: i8):
    %0 = arith.addi %a, %b : i32
    %1 = arith.sitofp %0 : i32 to f32
    %2 = arith.mulf %1, %m : f32
    %3 = math.roundeven %2 : f32
    %4 = arith.addf %3, %zp : f32
    %5 = arith.maximumf %4, %low : f32
    %6 = arith.minimumf %5, %high : f32
    %7 = arith.{to} %6 : f32 to i32
    %8 = arith.trunci %7 : i32 to i8
    linalg.yield %8 : i8
  }} -> {result}
  return %q : {result}
}}
"""
        return self


def matmul(name, m, n, k, signs, requantize=True, transposed=False, constant=True):
    case = Case(name)
    x, w = draw((m, k), signs[0]), draw((n, k) if transposed else (k, n), signs[1])
    case.inputs = [("x", as_bytes(x))]
    if constant:
        case.text = f"\n  %w = {dense(as_bytes(w))}"
    else:
        case.inputs.append(("w", as_bytes(w)))
    case.contraction((m, n), ["parallel", "parallel", "reduction"],
                     maps(3, "d0, d2", "d1, d2" if transposed else "d2, d1", "d0, d1"),
                     tensor(x.shape, "i8"), tensor(w.shape, "i8"), signs)
    return case.finish(x @ (w.T if transposed else w), requantize, signs[0])


def named_matmul(name, m, n, k):
    case = Case(name)
    x, w = draw((m, k), True), draw((k, n), True)
    case.inputs = [("x", as_bytes(x))]
    out = tensor((m, n), "i32")
    case.text = f"""
  %w = {dense(as_bytes(w))}
  %zero = arith.constant 0 : i32
  %none = tensor.empty() : {out}
  %fill = linalg.fill ins(%zero : i32) outs(%none : {out}) -> {out}
  %sum = linalg.matmul ins(%x, %w : {tensor(x.shape, 'i8')}, {tensor(w.shape, 'i8')})
      outs(%fill : {out}) -> {out}"""
    return case.finish(x @ w, False, True)


def batch_matmul(name, b, m, n, k, signs):
    case = Case(name)
    x, w = draw((b, m, k), signs[0]), draw((b, k, n), signs[1])
    case.inputs = [("x", as_bytes(x)), ("w", as_bytes(w))]
    case.contraction((b, m, n), ["parallel", "parallel", "parallel", "reduction"],
                     maps(4, "d0, d1, d3", "d0, d3, d2", "d0, d1, d2"),
                     tensor(x.shape, "i8"), tensor(w.shape, "i8"), signs)
    return case.finish(x @ w, False, signs[0])


def windows(x, kh, kw, stride, dilation):
    """Patches of NHWC as [N, OH, OW, KH, KW, C]."""
    oh = (x.shape[1] - (kh - 1) * dilation - 1) // stride + 1
    ow = (x.shape[2] - (kw - 1) * dilation - 1) // stride + 1
    patches = np.empty((x.shape[0], oh, ow, kh, kw, x.shape[3]), np.int64)
    for i, j in itertools.product(range(kh), range(kw)):
        rows = x[:, i * dilation:i * dilation + (oh - 1) * stride + 1:stride]
        patches[:, :, :, i, j] = rows[:, :, j * dilation:j * dilation + (ow - 1) * stride + 1:stride]
    return patches


def padded_input(case, shape, pad, signed):
    """Draws the input; leaves %x padded by a zero point."""
    x = draw(shape, signed)
    if not pad:
        case.inputs = [("x", as_bytes(x))]
        return x
    zero = -5 if signed else 131
    case.inputs = [("raw", as_bytes(x))]
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=zero)
    case.text += f"""
  %padding = arith.constant {np.int8(zero) if zero < 128 else zero - 256} : i8
  %x = tensor.pad %raw low[0, {pad}, {pad}, 0] high[0, {pad}, {pad}, 0] {{
  ^bb0(%i0: index, %i1: index, %i2: index, %i3: index):
    tensor.yield %padding : i8
  }} : {tensor(shape, 'i8')} to {tensor(x.shape, 'i8')}"""
    return x


def conv(name, shape, kernel, channels, signs, stride=1, dilation=1, pad=0, groups=1,
         requantize=True):
    case = Case(name)
    x = padded_input(case, shape, pad, signs[0])
    kh, kw = kernel
    per_group = shape[3] // groups
    w = draw((kh, kw, per_group, channels), signs[1])
    patches = windows(x, kh, kw, stride, dilation)
    if groups == 1:
        sums = np.einsum("nhwijc,ijcf->nhwf", patches, w)
        stored, x_shape, out = w, x.shape, sums.shape
        loops = ["parallel"] * 4 + ["reduction"] * 3
        indexing = maps(7, f"d0, d1 * {stride} + d4 * {dilation}, d2 * {stride} + d5 * {dilation}, d6",
                        "d4, d5, d6, d3", "d0, d1, d2, d3")
    else:
        split = patches.reshape(*patches.shape[:5], groups, per_group)
        stored = np.moveaxis(w.reshape(kh, kw, per_group, groups, channels // groups), 3, 0)
        sums = np.einsum("nhwijgc,gijcf->nhwgf", split, stored)
        x_shape, out = (*x.shape[:3], groups, per_group), sums.shape
        loops = ["parallel"] * 5 + ["reduction"] * 3
        indexing = maps(
            8, f"d0, d1 * {stride} + d5 * {dilation}, d2 * {stride} + d6 * {dilation}, d3, d7",
            "d3, d5, d6, d7, d4", "d0, d1, d2, d3, d4")
        case.text += (f"\n  %flat = tensor.expand_shape %x [[0], [1], [2], [3, 4]] output_shape "
                      f"[{', '.join(map(str, x_shape))}] : {tensor(x.shape, 'i8')} into "
                      f"{tensor(x_shape, 'i8')}")
    case.text += f"\n  %w = {dense(as_bytes(np.ascontiguousarray(stored)))}"
    case.contraction(out, loops, indexing, tensor(x_shape, "i8"), tensor(stored.shape, "i8"), signs)
    if groups > 1:
        case.text = case.text.replace("ins(%x,", "ins(%flat,")
    return case.finish(sums, requantize, signs[0])


def depthwise(name, shape, kernel, signs, stride=1, dilation=1, pad=0):
    case = Case(name)
    x = padded_input(case, shape, pad, signs[0])
    kh, kw = kernel
    w = draw((kh, kw, shape[3]), signs[1])
    sums = np.einsum("nhwijc,ijc->nhwc", windows(x, kh, kw, stride, dilation), w)
    case.text += f"\n  %w = {dense(as_bytes(w))}"
    case.contraction(
        sums.shape, ["parallel"] * 4 + ["reduction"] * 2,
        maps(6, f"d0, d1 * {stride} + d4 * {dilation}, d2 * {stride} + d5 * {dilation}, d3",
             "d4, d5, d3", "d0, d1, d2, d3"),
        tensor(x.shape, "i8"), tensor(w.shape, "i8"), signs)
    return case.finish(sums, True, signs[0])


def all_cases():
    every = list(itertools.product((False, True), repeat=2))
    for i, (m, n, k) in enumerate([(1, 4, 1), (5, 16, 4), (3, 17, 5), (7, 33, 6), (9, 64, 7),
                                   (13, 48, 64), (1, 128, 30), (1, 1000, 33), (6, 100, 3),
                                   (50, 160, 9), (12, 192, 20), (2, 3, 8), (31, 10, 2)]):
        for signs in every:
            tag = "".join("s" if signed else "u" for signed in signs)
            yield matmul(f"matmul_{m}x{n}x{k}_{tag}", m, n, k, signs, requantize=i % 3 != 0)
    for signs in every:
        tag = "".join("s" if signed else "u" for signed in signs)
        yield matmul(f"transposed_{tag}", 5, 35, 18, signs, transposed=True)
        yield matmul(f"dynamic_{tag}", 9, 37, 21, signs, constant=False)
        yield batch_matmul(f"batch_{tag}", 3, 6, 20, 10, signs)
        yield conv(f"pointwise_{tag}", (1, 5, 7, 24), (1, 1), 40, signs)
        yield conv(f"stem_{tag}", (1, 11, 13, 3), (3, 3), 20, signs, stride=2, pad=1)
        yield conv(f"window_{tag}", (1, 9, 8, 8), (3, 3), 33, signs, pad=1)
        yield depthwise(f"depthwise_{tag}", (1, 9, 10, 35), (3, 3), signs, pad=1)
    yield named_matmul("named", 10, 50, 23)
    yield conv("stem7", (1, 23, 21, 3), (7, 7), 64, (False, True), stride=2, pad=3)
    yield conv("gray", (2, 12, 17, 1), (4, 10), 8, (True, True), stride=2)
    yield conv("dilated", (2, 12, 11, 6), (3, 2), 18, (False, True), dilation=2)
    yield conv("dilated_stem", (1, 12, 11, 3), (3, 3), 18, (False, True), dilation=2, pad=2)
    yield conv("strided", (1, 13, 10, 17), (2, 3), 70, (True, True), stride=3)
    yield conv("grouped", (1, 8, 8, 24), (3, 3), 48, (False, True), groups=3, pad=1)
    yield conv("grouped_odd", (1, 7, 6, 15), (3, 3), 40, (True, True), groups=5, requantize=False)
    yield conv("wide", (1, 14, 14, 64), (3, 3), 128, (False, True), pad=1)
    yield depthwise("depthwise_strided", (1, 15, 14, 64), (3, 3), (False, True), stride=2, pad=1)
    yield depthwise("depthwise_dilated", (1, 15, 14, 20), (3, 3), (True, True), dilation=2)
    yield depthwise("depthwise_5x5", (2, 11, 9, 96), (5, 5), (False, True), pad=2)


def run(*command):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{(result.stdout + result.stderr)[-3000:]}")
    return result.stdout


def run_on_board(command, folder, target, cases):
    """Compiles functions as one, for firmware of a board; compares each of its outputs."""
    def names(case):
        return [f"%{case.name}_{name}" for name, _ in case.inputs]

    def types(case):
        return ", ".join(tensor(value.shape, "i8") for _, value in case.inputs)

    kinds = {"int8": "i8", "int32": "i32"}
    results = {case.name: tensor(case.expected.shape, kinds[case.expected.dtype.name]) for case in cases}
    arguments = ", ".join(f"{at}: {tensor(value.shape, 'i8')}" for case in cases
                          for at, (_, value) in zip(names(case), case.inputs))
    calls = "".join(f"  %{case.name} = func.call @{case.name}({', '.join(names(case))}) : "
                    f"({types(case)}) -> {results[case.name]}\n" for case in cases)
    text = "".join(case.text.replace("func.func @", "func.func private @") for case in cases)
    (folder / "all.mlir").write_text(
        f"{text}func.func @main({arguments}) -> ({', '.join(results.values())}) {{\n{calls}"
        f"  return {', '.join('%' + name for name in results)} : {', '.join(results.values())}\n}}\n")
    module = folder / f"{target}.sinter"
    run("sinter-compile", folder / "all.mlir", "-o", module, f"--target={target}")
    inputs = [f"--input={folder / f'{case.name}.{name}.npy'}"
              for case in cases for name, _ in case.inputs]
    printed = run(sys.executable, *command, module, *inputs, f"--build={folder / 'build'}").split()
    if len(printed) != len(cases):
        sys.exit(f"{len(printed)} outputs, not {len(cases)}")
    for case, line in zip(cases, printed):
        if bytes.fromhex(line) != case.expected.tobytes():
            sys.exit(f"{target}: {case.name} differs")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    cases = list(all_cases())
    (folder / "cases.mlir").write_text("".join(case.text for case in cases))
    for case in cases:
        np.save(folder / f"{case.name}.npy", case.expected)
        for name, value in case.inputs:
            np.save(folder / f"{case.name}.{name}.npy", value)
    targets, runner = sys.argv[2:], ["sinter-run"]
    if "--board" in targets:
        end = targets.index("--board")
        for target in targets[:end]:
            for first in range(0, len(cases), 7):  # firmware takes up to 16 tensors
                run_on_board(targets[end + 1:], folder, target, cases[first:first + 7])
            print(f"{target}: {len(cases)} functions, all equal")
        return
    if "--" in targets:
        end = targets.index("--")
        targets, runner = targets[:end], targets[end + 1:]
    for target in targets:
        module = folder / f"{target}.sinter"
        preset, _, features = target.partition(":")
        options = [f"--target-cpu-features={features}"] if features else []
        run("sinter-compile", folder / "cases.mlir", "-o", module, f"--target={preset}", *options)
        for case in cases:
            inputs = [f"--input=@{folder / f'{case.name}.{name}.npy'}"
                      for name, _ in case.inputs]
            run(*runner, module, f"--function={case.name}", *inputs,
                f"--expected-output=@{folder / f'{case.name}.npy'}")
        print(f"{target}: {len(cases)} functions, all equal")


main()
