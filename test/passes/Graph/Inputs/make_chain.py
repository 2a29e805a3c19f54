"""make_chain.py N [--read-twice|--operands]: prints a function with N operations in a row: square
roots, sums of the two values before, as in Fibonacci's numbers, or sums with an argument each."""

import sys

TYPE = "tensor<4xf32>"
count, read_twice = int(sys.argv[1]), "--read-twice" in sys.argv
has_operands = "--operands" in sys.argv
others = "".join(f", %a{i}: {TYPE}" for i in range(count if has_operands else 0))

print(f"func.func @chain(%v0: {TYPE}{others}) -> {TYPE} {{")
print(f"  %e = tensor.empty() : {TYPE}")
for i in range(count):
    inputs = [f"%v{i}"]
    if read_twice or has_operands:
        inputs.append(f"%a{i}" if has_operands else f"%v{max(i - 1, 0)}")
    maps = ", ".join(["affine_map<(i) -> (i)>"] * (len(inputs) + 1))
    arguments = ", ".join(f"%in{k}: f32" for k in range(len(inputs)))
    body = "arith.addf %in0, %in1" if len(inputs) == 2 else "math.sqrt %in0"
    print(f"""  %v{i + 1} = linalg.generic {{indexing_maps = [{maps}],
      iterator_types = ["parallel"]}} ins({", ".join(inputs)} : {", ".join([TYPE] * len(inputs))})
      outs(%e : {TYPE}) {{
  ^bb0({arguments}, %out: f32):
    %n = {body} : f32
    linalg.yield %n : f32
  }} -> {TYPE}""")
print(f"  return %v{count} : {TYPE}\n}}")
