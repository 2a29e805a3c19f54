// Functions of f64 that have formulas of their own.
#id = affine_map<(d0) -> (d0)>
func.func @erf(%x: tensor<9xf64>) -> tensor<9xf64> {
  %e = tensor.empty() : tensor<9xf64>
  %y = linalg.erf ins(%x : tensor<9xf64>) outs(%e : tensor<9xf64>) -> tensor<9xf64>
  return %y : tensor<9xf64>
}

func.func @remainder(%x: tensor<9xf64>, %y: tensor<9xf64>) -> tensor<9xf64> {
  %e = tensor.empty() : tensor<9xf64>
  %z = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<9xf64>, tensor<9xf64>) outs(%e : tensor<9xf64>) {
  ^bb0(%a: f64, %b: f64, %out: f64):
    %r = arith.remf %a, %b : f64
    linalg.yield %r : f64
  } -> tensor<9xf64>
  return %z : tensor<9xf64>
}
