"""uneven_products.py SCRATCH TARGET: products whose channels do not fill panels equal numpy's.

Writes one module of small functions y = max(x w + b + c n, 0) + r, n the number of the channel, with
channels that no vector divides, compiles it for TARGET and runs each function on one and two
threads. All numbers are small integers, so that sums are exact and every result must be equal.
"""

import pathlib
import subprocess
import sys

import numpy as np

RANDOM = np.random.default_rng(3)

# Rows, channels, terms: one row, few and many; a last panel of few channels and of many.
SHAPES = [(1, 1000, 64), (1, 147, 300), (3, 1001, 40), (17, 83, 200), (64, 125, 256),
          (70, 209, 100), (200, 1000, 33)]


def dense(array):
    shape = "x".join(map(str, array.shape))
    return f'arith.constant dense<"0x{array.astype("<f4").tobytes().hex().upper()}"> : ' \
           f"tensor<{shape}xf32>"


def draw(*shape):
    return RANDOM.integers(-4, 5, shape).astype(np.float32)


def function(name, m, n, k):
    """Returns the text of a function, its inputs and what it must return."""
    x, w, b, r = draw(m, k), draw(k, n), draw(n), draw(m, n)
    out, all_dims = f"tensor<{m}x{n}xf32>", "affine_map<(d0, d1) -> (d0, d1)>"
    text = f"""func.func @{name}(%x: tensor<{m}x{k}xf32>, %r: {out}) -> {out} {{
  %w = {dense(w)}
  %b = {dense(b)}
  %zero = arith.constant 0.0 : f32
  %none = tensor.empty() : {out}
  %fill = linalg.fill ins(%zero : f32) outs(%none : {out}) -> {out}
  %sum = linalg.matmul ins(%x, %w : tensor<{m}x{k}xf32>, tensor<{k}x{n}xf32>)
      outs(%fill : {out}) -> {out}
  %y = linalg.generic {{
      indexing_maps = [{all_dims}, affine_map<(d0, d1) -> (d1)>, {all_dims}, {all_dims}],
      iterator_types = ["parallel", "parallel"]}}
      ins(%sum, %b, %r : {out}, tensor<{n}xf32>, {out}) outs(%none : {out}) {{
  ^bb0(%s: f32, %c: f32, %d: f32, %o: f32):
    %n = linalg.index 1 : index
    %i = arith.index_cast %n : index to i32
    %f = arith.sitofp %i : i32 to f32
    %0 = arith.addf %s, %c : f32
    %1 = arith.addf %0, %f : f32
    %2 = arith.maximumf %1, %zero : f32
    %3 = arith.addf %2, %d : f32
    linalg.yield %3 : f32
  }} -> {out}
  return %y : {out}
}}
"""
    return text, [x, r], np.maximum(x @ w + b + np.arange(n, dtype=np.float32), 0) + r


def main(scratch, target):
    scratch = pathlib.Path(scratch)
    scratch.mkdir(parents=True, exist_ok=True)
    cases = {f"m{m}_n{n}_k{k}": function(f"m{m}_n{n}_k{k}", m, n, k) for m, n, k in SHAPES}
    source, module = scratch / "products.mlir", scratch / "products.sinter"
    source.write_text("".join(text for text, _, _ in cases.values()))
    subprocess.run(["sinter-compile", source, "-o", module, f"--target={target}"], check=True)
    for name, (_, inputs, expected) in cases.items():
        files = [scratch / f"{name}.{i}.npy" for i in range(len(inputs))]
        for file, array in zip(files, inputs):
            np.save(file, array)
        for threads in (1, 2):
            output = scratch / f"{name}.out.npy"
            subprocess.run(["sinter-run", module, f"--function={name}", f"--threads={threads}",
                            "--device=local-task", f"--output=@{output}"]
                           + [f"--input=@{file}" for file in files], check=True)
            different = np.count_nonzero(np.load(output) != expected)
            if different:
                sys.exit(f"{name} on {threads} threads: {different} of {expected.size} differ")
    print(f"{len(cases)} functions, all equal")


main(*sys.argv[1:])
