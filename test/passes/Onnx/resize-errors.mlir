// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @mode(%x: tensor<3xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %scales = arith.constant dense<2.0> : tensor<1xf32>
  // expected-error @+2 {{mode 'lanczos' is not supported}}
  // expected-note @+1 {{supported: nearest, linear, cubic}}
  %y = onnx.node "Resize"(%x, %none, %scales) {mode = "lanczos"} opset 13 : (tensor<3xf32>, none, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @dynamic(%x: tensor<3xf32>, %scales: tensor<1xf32>) -> tensor<*xf32> {
  %none = onnx.none
  // expected-error @+1 {{the scales must be constant}}
  %y = onnx.node "Resize"(%x, %none, %scales) {} opset 13 : (tensor<3xf32>, none, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @nothing(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{scales or sizes must be given and constant}}
  %y = onnx.node "Resize"(%x) {} opset 13 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @scale(%x: tensor<3xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %scales = arith.constant dense<0x7FC00000> : tensor<1xf32>
  // expected-error @+1 {{a scale must be positive}}
  %y = onnx.node "Resize"(%x, %none, %scales) {} opset 13 : (tensor<3xf32>, none, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @integers(%x: tensor<3xi32>) -> tensor<*xi32> {
  %none = onnx.none
  %scales = arith.constant dense<2.0> : tensor<1xf32>
  // expected-error @+1 {{mode 'linear' needs elements of float type}}
  %y = onnx.node "Resize"(%x, %none, %scales) {mode = "linear"} opset 13 : (tensor<3xi32>, none, tensor<1xf32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

func.func @size(%x: tensor<3xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %sizes = arith.constant dense<2147483648> : tensor<1xi64>
  // expected-error @+1 {{a size of 2147483648 is too large to resize to}}
  %y = onnx.node "Resize"(%x, %none, %none, %sizes) {} opset 13 : (tensor<3xf32>, none, none, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @shrink(%x: tensor<1000000000xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %sizes = arith.constant dense<1> : tensor<1xi64>
  // expected-error @+1 {{shrinking this much with antialias is not supported}}
  %y = onnx.node "Resize"(%x, %none, %none, %sizes) {mode = "linear", antialias = 1 : i64} opset 18 : (tensor<1000000000xf32>, none, none, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
