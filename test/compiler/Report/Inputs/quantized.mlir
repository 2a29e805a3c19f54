// A function of quantized numbers.
!q = !quant.uniform<i8:f32, 0.58470314741134644:83>
func.func @main(%x: tensor<4xi8> {exec.name = "x", exec.element = !q}) -> (tensor<4xi8> {exec.name = "y"}) {
  %e = tensor.empty() : tensor<4xi8>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x : tensor<4xi8>) outs(%e : tensor<4xi8>) {
  ^bb0(%in: i8, %out: i8):
    %s = arith.addi %in, %in : i8
    linalg.yield %s : i8
  } -> tensor<4xi8>
  return %r : tensor<4xi8>
}
