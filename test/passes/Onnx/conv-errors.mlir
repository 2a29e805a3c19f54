// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @groups(%x: tensor<1x4x8x8xf32>, %w: tensor<6x2x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Conv, opset 13): 6 filters do not divide into 4 groups}}
  %y = onnx.node "Conv"(%x, %w) {group = 4 : i64} opset 13 : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @channels(%x: tensor<1x4x8x8xf32>, %w: tensor<6x3x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input has 4 channels, but weights of shape 6x3x3x3 in 1 groups expect 3 per group}}
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x4x8x8xf32>, tensor<6x3x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @ranks(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{weights of shape 6x4x3 do not fit input 1x4x8x8}}
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x4x8x8xf32>, tensor<6x4x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @four_dimensions(%x: tensor<1x1x2x2x2x2xf32>, %w: tensor<1x1x1x1x1x1xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{input of rank 6 is not supported}}
  // expected-note @+1 {{supported: 3, 4, 5}}
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x1x2x2x2x2xf32>, tensor<1x1x1x1x1x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @integers(%x: tensor<1x1x4x4xi32>, %w: tensor<1x1x2x2xi32>) -> tensor<*xi32> {
  // expected-error @+1 {{element types of input and weights are not one float type}}
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x1x4x4xi32>, tensor<1x1x2x2xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

func.func @missing(%x: tensor<1x1x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input and weights are required}}
  %y = onnx.node "Conv"(%x) {} opset 13 : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @empty(%x: tensor<0x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{empty tensors are not supported: input 0x1x4x4, weights 1x1x2x2}}
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<0x1x4x4xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @empty_height(%x: tensor<1x1x0x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input has the empty shape 1x1x0x4}}
  %y = onnx.node "Conv"(%x, %w) {pads = array<i64: 1, 1, 1, 1>} opset 13 : (tensor<1x1x0x4xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @kernel_shape(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{kernel_shape 3x3 differs from weights of shape 1x1x2x2}}
  %y = onnx.node "Conv"(%x, %w) {kernel_shape = array<i64: 3, 3>} opset 13 : (tensor<1x1x4x4xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @bias(%x: tensor<1x1x4x4xf32>, %w: tensor<3x1x2x2xf32>, %b: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{bias of shape 2 does not fit 3 filters}}
  %y = onnx.node "Conv"(%x, %w, %b) {} opset 13 : (tensor<1x1x4x4xf32>, tensor<3x1x2x2xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @window_too_large(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the window covers 7 elements of spatial dimension 0, but the padded input has 6}}
  %y = onnx.node "Conv"(%x, %w) {dilations = array<i64: 3, 1>, pads = array<i64: 1, 0, 1, 0>} opset 13 : (tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @stride(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'strides' has value 0, expected one from 1 to}}
  %y = onnx.node "Conv"(%x, %w) {strides = array<i64: 1, 0>} opset 13 : (tensor<1x1x4x4xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @pad_count(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'pads' has 2 values, expected 4}}
  %y = onnx.node "Conv"(%x, %w) {pads = array<i64: 1, 1>} opset 13 : (tensor<1x1x4x4xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @auto_pad(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{auto_pad 'SAME' is unknown}}
  // expected-note @+1 {{known: NOTSET, VALID, SAME_UPPER, SAME_LOWER}}
  %y = onnx.node "Conv"(%x, %w) {auto_pad = "SAME"} opset 13 : (tensor<1x1x4x4xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @transposed_channels(%x: tensor<1x4x8x8xf32>, %w: tensor<3x2x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ConvTranspose, opset 13): weights of shape 3x2x3x3 do not fit input 1x4x8x8}}
  %y = onnx.node "ConvTranspose"(%x, %w) {} opset 13 : (tensor<1x4x8x8xf32>, tensor<3x2x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @transposed_groups(%x: tensor<1x4x8x8xf32>, %w: tensor<4x2x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{4 channels do not divide into 3 groups}}
  %y = onnx.node "ConvTranspose"(%x, %w) {group = 3 : i64} opset 13 : (tensor<1x4x8x8xf32>, tensor<4x2x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @transposed_empty(%x: tensor<1x1x2x2xf32>, %w: tensor<1x1x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{padding leaves no output in spatial dimension 1}}
  %y = onnx.node "ConvTranspose"(%x, %w) {pads = array<i64: 0, 2, 0, 2>} opset 13 : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
