"""make_chain.py N: prints a function with N square roots in a row, each an operation of its own."""

import sys

TYPE = "tensor<4xf32>"

print(f"func.func @chain(%v0: {TYPE}) -> {TYPE} {{")
print(f"  %e = tensor.empty() : {TYPE}")
count = int(sys.argv[1])
for i in range(count):
    print(f"""  %v{i + 1} = linalg.generic {{indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]}} ins(%v{i} : {TYPE}) outs(%e : {TYPE}) {{
  ^bb0(%in: f32, %out: f32):
    %n = math.sqrt %in : f32
    linalg.yield %n : f32
  }} -> {TYPE}""")
print(f"  return %v{count} : {TYPE}\n}}")
