// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @transpose_rank(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'perm' does not match the input's rank 2}}
  %y = onnx.node "Transpose"(%x) {perm = array<i64: 0>} opset 13 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @transpose_twice(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'perm' is not a permutation}}
  %y = onnx.node "Transpose"(%x) {perm = array<i64: 0, 0>} opset 13 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @concat_axis(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'axis' is missing}}
  %y = onnx.node "Concat"(%x) {} opset 13 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @concat_dims(%x: tensor<2x3xf32>, %y: tensor<3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{inputs 0 and 1 differ in another dimension than 1}}
  %z = onnx.node "Concat"(%x, %y) {axis = 1 : i64} opset 13 : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

func.func @concat_types(%x: tensor<2x3xf32>, %y: tensor<2x3xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{inputs 0 and 1 differ in element type}}
  %z = onnx.node "Concat"(%x, %y) {axis = 1 : i64} opset 13 : (tensor<2x3xf32>, tensor<2x3xi32>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

func.func @split_equal(%x: tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  // expected-error @+1 {{an axis of size 7 does not split into 2 equal parts}}
  %a, %b = onnx.node "Split"(%x) {} opset 13 : (tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @split_sum(%x: tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  // expected-error @+1 {{the sizes of the parts do not add up to the axis of size 7}}
  %a, %b = onnx.node "Split"(%x) {split = array<i64: 3, 5>} opset 11 : (tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @split_dynamic(%x: tensor<7xf32>, %parts: tensor<2xi64>) -> (tensor<*xf32>, tensor<*xf32>) {
  // expected-error @+1 {{the sizes of the parts must be constant}}
  %a, %b = onnx.node "Split"(%x, %parts) {} opset 13 : (tensor<7xf32>, tensor<2xi64>) -> (tensor<*xf32>, tensor<*xf32>)
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @slice_step(%x: tensor<7xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0> : tensor<1xi64>
  // expected-error @+1 {{a step of 0 is not possible}}
  %y = onnx.node "Slice"(%x, %zero, %zero, %zero, %zero) {} opset 13 : (tensor<7xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @slice_lengths(%x: tensor<7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{starts, ends, axes and steps differ in length}}
  %y = onnx.node "Slice"(%x) {starts = array<i64: 0>, ends = array<i64: 1, 2>} opset 9 : (tensor<7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @slice_bounds(%x: tensor<7xf32>, %start: tensor<1x1xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{starts and ends must be lists of integers}}
  %y = onnx.node "Slice"(%x, %start, %start) {} opset 13 : (tensor<7xf32>, tensor<1x1xi64>, tensor<1x1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @expand(%x: tensor<3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[2, 4]> : tensor<2xi64>
  // expected-error @+1 {{the input does not broadcast to the new shape}}
  %y = onnx.node "Expand"(%x, %shape) {} opset 13 : (tensor<3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @tile(%x: tensor<3xf32>) -> tensor<*xf32> {
  %repeats = arith.constant dense<-1> : tensor<1xi64>
  // expected-error @+1 {{a repeat of -1 is not possible}}
  %y = onnx.node "Tile"(%x, %repeats) {} opset 13 : (tensor<3xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @depth_to_space(%x: tensor<1x3x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the dimensions are not multiples of the blocksize 2}}
  %y = onnx.node "DepthToSpace"(%x) {blocksize = 2 : i64} opset 13 : (tensor<1x3x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
