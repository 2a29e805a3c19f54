"""make_chain.py N [--read-twice]: prints a function with N operations in a row: square roots, or
sums of the two values before, as in Fibonacci's numbers."""

import sys

TYPE = "tensor<4xf32>"
count, read_twice = int(sys.argv[1]), "--read-twice" in sys.argv

print(f"func.func @chain(%v0: {TYPE}) -> {TYPE} {{")
print(f"  %e = tensor.empty() : {TYPE}")
for i in range(count):
    inputs = [f"%v{i}", f"%v{max(i - 1, 0)}"] if read_twice else [f"%v{i}"]
    maps = ", ".join(["affine_map<(i) -> (i)>"] * (len(inputs) + 1))
    arguments = ", ".join(f"%in{k}: f32" for k in range(len(inputs)))
    body = "arith.addf %in0, %in1" if read_twice else "math.sqrt %in0"
    print(f"""  %v{i + 1} = linalg.generic {{indexing_maps = [{maps}],
      iterator_types = ["parallel"]}} ins({", ".join(inputs)} : {", ".join([TYPE] * len(inputs))})
      outs(%e : {TYPE}) {{
  ^bb0({arguments}, %out: f32):
    %n = {body} : f32
    linalg.yield %n : f32
  }} -> {TYPE}""")
print(f"  return %v{count} : {TYPE}\n}}")
