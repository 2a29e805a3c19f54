// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// Half of the frequencies of a real signal, as a product with a table.
// CHECK-LABEL: func @one_sided
// CHECK:       linalg.generic
// CHECK-SAME:  iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]
// CHECK-SAME:  ins(%arg0, %{{.*}} : tensor<2x8x1xf32>, tensor<8x5x1x2xf32>)
// CHECK:       return %{{.*}} : tensor<2x5x2xf32>
func.func @one_sided(%x: tensor<2x8x1xf32>) -> tensor<*xf32> {
  %0 = onnx.node "DFT"(%x) {onesided = 1 : i64} opset 20 : (tensor<2x8x1xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Frames overlap in the input.
// CHECK:       affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 * 4 + d4, d5)>
// CHECK-LABEL: func @frames
// CHECK:       return %{{.*}} : tensor<1x7x5x2xf32>
func.func @frames(%x: tensor<1x32x1xf32>, %window: tensor<8xf32>) -> tensor<*xf32> {
  %step = arith.constant dense<4> : tensor<i64>
  %0 = onnx.node "STFT"(%x, %step, %window) {} opset 17 : (tensor<1x32x1xf32>, tensor<i64>, tensor<8xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @parts(%x: tensor<2x8x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{signal of shape 2x8x3 has no last dimension of 1 (real) or 2 (complex)}}
  %0 = onnx.node "DFT"(%x) {} opset 20 : (tensor<2x8x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @axis(%x: tensor<2x8x1xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the axis is that of the real and imaginary parts}}
  %0 = onnx.node "DFT"(%x) {axis = 2 : i64} opset 17 : (tensor<2x8x1xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @length(%x: tensor<2x8x1xf32>, %n: tensor<i64>) -> tensor<*xf32> {
  // expected-error @+1 {{the length is not one constant number}}
  %0 = onnx.node "DFT"(%x, %n) {} opset 17 : (tensor<2x8x1xf32>, tensor<i64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @negative_length(%x: tensor<2x8x1xf32>) -> tensor<*xf32> {
  %n = arith.constant dense<-1> : tensor<i64>
  // expected-error @+1 {{a length of -1 is not possible}}
  %0 = onnx.node "DFT"(%x, %n) {} opset 17 : (tensor<2x8x1xf32>, tensor<i64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @scalar_window(%x: tensor<1x32x1xf32>, %window: tensor<f32>) -> tensor<*xf32> {
  %step = arith.constant dense<4> : tensor<i64>
  // expected-error @+1 {{the window does not hold 32 floats}}
  %0 = onnx.node "STFT"(%x, %step, %window) {} opset 17 : (tensor<1x32x1xf32>, tensor<i64>, tensor<f32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @too_long(%x: tensor<1x100000x1xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{a transform of length 100000 is too long}}
  %0 = onnx.node "DFT"(%x) {} opset 17 : (tensor<1x100000x1xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @long_frames(%x: tensor<1x32x1xf32>) -> tensor<*xf32> {
  %step = arith.constant dense<4> : tensor<i64>
  %length = arith.constant dense<40> : tensor<i64>
  %none = onnx.none
  // expected-error @+1 {{frames of 40 every 4 do not fit a signal of shape 1x32x1}}
  %0 = onnx.node "STFT"(%x, %step, %none, %length) {} opset 17 : (tensor<1x32x1xf32>, tensor<i64>, none, tensor<i64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
