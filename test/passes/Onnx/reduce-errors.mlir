// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @axis(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ReduceSum, opset 11): axis -3 is out of range for a tensor of rank 2}}
  %y = onnx.node "ReduceSum"(%x) {axes = array<i64: -3>} opset 11 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @twice(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{axis 1 is given twice}}
  %y = onnx.node "ReduceMax"(%x) {axes = array<i64: 1, -1>} opset 11 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @dynamic_axes(%x: tensor<2x3xf32>, %axes: tensor<1xi64>) -> tensor<*xf32> {
  // expected-error @+2 {{axes are not constant}}
  // expected-note @+1 {{fold the input 'axes' into an initializer}}
  %y = onnx.node "ReduceMean"(%x, %axes) {} opset 18 : (tensor<2x3xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @integers(%x: tensor<2x3xi32>) -> tensor<*xi32> {
  // expected-error @+1 {{(ReduceL2, opset 11): element type i32 is not supported}}
  %y = onnx.node "ReduceL2"(%x) {} opset 11 : (tensor<2x3xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

func.func @no_elements(%x: tensor<2x0xf32>) -> tensor<*xi64> {
  // expected-error @+1 {{(ArgMin, opset 13): axis 1 of shape 2x0 has no elements}}
  %y = onnx.node "ArgMin"(%x) {axis = 1 : i64} opset 13 : (tensor<2x0xf32>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

func.func @dynamic_axis(%x: tensor<5xf32>, %axis: tensor<i64>) -> tensor<*xf32> {
  // expected-error @+2 {{axis is not constant}}
  // expected-note @+1 {{fold the input 'axis' into an initializer}}
  %y = onnx.node "CumSum"(%x, %axis) {} opset 14 : (tensor<5xf32>, tensor<i64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
