// Two constants that differ in type but not in their bytes.
func.func @main(%x: tensor<4xf32>, %y: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %numbers = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %bits = arith.constant dense<[1065353216, 1073741824, 1077936128, 1082130432]> : tensor<4xi32>
  %sum = arith.addf %x, %numbers : tensor<4xf32>
  %total = arith.addi %y, %bits : tensor<4xi32>
  return %sum, %total : tensor<4xf32>, tensor<4xi32>
}
