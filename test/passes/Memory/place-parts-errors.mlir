// RUN: sinter-opt --place-parts --split-input-file --verify-diagnostics %s

// An input lies where the caller put it.
func.func @input(%x: tensor<4xf32>) -> tensor<8xf32> {
  %y = flow.dispatch @f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{has an operand of type 'tensor<4xf32>' that cannot be computed in place}}
  %z = tensor.concat dim(0) %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return %z : tensor<8xf32>
}
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "general"} {
  return %x : tensor<4xf32>
}

// -----

// One tensor cannot lie at two places.
func.func @twice(%x: tensor<4xf32>) -> tensor<8xf32> {
  %y = flow.dispatch @f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{that cannot be computed in place}}
  %z = tensor.concat dim(0) %y, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return %z : tensor<8xf32>
}
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "general"} {
  return %x : tensor<4xf32>
}
