// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @range(%x: tensor<4xf32>) -> tensor<*xf32> {
  %i = arith.constant dense<4> : tensor<1xi64>
  // expected-error @+1 {{index 4 is out of range for a dimension of 4 elements}}
  %y = onnx.node "Gather"(%x, %i) {} opset 13 : (tensor<4xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @floats(%x: tensor<4xf32>, %i: tensor<1xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the indices must be integers}}
  %y = onnx.node "Gather"(%x, %i) {} opset 13 : (tensor<4xf32>, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @empty(%x: tensor<0xf32>, %i: tensor<1xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{there is nothing to gather from an empty dimension}}
  %y = onnx.node "Gather"(%x, %i) {} opset 13 : (tensor<0xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @elements(%x: tensor<2x3xf32>, %i: tensor<3x3xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{the indices reach beyond dimension 0}}
  %y = onnx.node "GatherElements"(%x, %i) {axis = 1 : i64} opset 13 : (tensor<2x3xf32>, tensor<3x3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @tuples(%x: tensor<2x3xf32>, %i: tensor<3x3xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{the indices' shape does not fit the data's}}
  %y = onnx.node "GatherND"(%x, %i) {} opset 13 : (tensor<2x3xf32>, tensor<3x3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
