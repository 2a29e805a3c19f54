// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @reshape_size(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[2, 4]> : tensor<2xi64>
  // expected-error @+1 {{the new shape has 8 elements, the input 6}}
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reshape_rest(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[4, -1]> : tensor<2xi64>
  // expected-error @+1 {{the new shape does not fit the input's 6 elements}}
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reshape_two_rests(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[-1, -1]> : tensor<2xi64>
  // expected-error @+1 {{the new shape has an impossible dimension -1}}
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reshape_overflow(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<4611686018427387904> : tensor<2xi64>
  // expected-error @+1 {{the new shape is too large}}
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reshape_copy(%x: tensor<2xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[2, 0]> : tensor<2xi64>
  // expected-error @+1 {{dimension 1 of the new shape is 0, but the input has no such dimension to copy}}
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reshape_dynamic(%x: tensor<2xf32>, %shape: tensor<1xi64>) -> tensor<*xf32> {
  // expected-error @+2 {{the new shape is computed at run time}}
  // expected-note @+1 {{--input-shape}}
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @squeeze(%x: tensor<1x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{axis 1 has size 3 and cannot be squeezed}}
  %y = onnx.node "Squeeze"(%x) {axes = array<i64: 1>} opset 11 : (tensor<1x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @axis(%x: tensor<1x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{axis 5 is out of range for a tensor of rank 2}}
  %y = onnx.node "Squeeze"(%x) {axes = array<i64: 5>} opset 11 : (tensor<1x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @axes_twice(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{an axis is named twice}}
  %y = onnx.node "Unsqueeze"(%x) {axes = array<i64: 0, -3>} opset 11 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @axes_dynamic(%x: tensor<3xf32>, %axes: tensor<1xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{the axes must be constant}}
  %y = onnx.node "Unsqueeze"(%x, %axes) {} opset 13 : (tensor<3xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @flatten(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{axis 2 is out of range for a tensor of rank 1}}
  %y = onnx.node "Flatten"(%x) {axis = 2 : i64} opset 13 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @dropout(%x: tensor<3xf32>, %ratio: tensor<f32>, %true: tensor<i1>) -> tensor<*xf32> {
  // expected-error @+2 {{training_mode must be constant}}
  // expected-note @+1 {{export the model for inference}}
  %y = onnx.node "Dropout"(%x, %ratio, %true) {} opset 13 : (tensor<3xf32>, tensor<f32>, tensor<i1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
