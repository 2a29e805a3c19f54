// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @count(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the padding must hold two numbers per padded dimension}}
  %y = onnx.node "Pad"(%x) {pads = array<i64: 1, 1>} opset 2 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @dynamic(%x: tensor<3xf32>, %pads: tensor<2xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{the padding must be constant}}
  %y = onnx.node "Pad"(%x, %pads) {} opset 13 : (tensor<3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @negative(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{negative padding cuts off more than dimension size 3}}
  %y = onnx.node "Pad"(%x) {pads = array<i64: -2, -2>} opset 2 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @mode(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{mode 'mirror' is not supported}}
  // expected-note @+1 {{supported: constant, edge, reflect, wrap}}
  %y = onnx.node "Pad"(%x) {pads = array<i64: 1, 1>, mode = "mirror"} opset 2 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @empty(%x: tensor<0xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{an empty dimension has no elements to pad with}}
  %y = onnx.node "Pad"(%x) {pads = array<i64: 1, 1>, mode = "edge"} opset 2 : (tensor<0xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @huge(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{a padding of 9223372036854775807 is not possible}}
  %y = onnx.node "Pad"(%x) {pads = array<i64: 9223372036854775807, 1>} opset 2 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @many(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{a padding of 2147483648 by mode 'edge' is not possible}}
  %y = onnx.node "Pad"(%x) {pads = array<i64: 2147483648, 1>, mode = "edge"} opset 2 : (tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @center_sizes(%x: tensor<5x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[2]> : tensor<1xi64>
  // expected-error @+1 {{there must be one size per axis}}
  %0 = onnx.node "CenterCropPad"(%x, %shape) {} opset 18 : (tensor<5x3xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
