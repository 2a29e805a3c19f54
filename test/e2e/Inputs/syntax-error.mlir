// The fourth line misses a comma.

func.func @broken(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %z = arith.addf %x %y : tensor<2xf32>
  return %z : tensor<2xf32>
}
