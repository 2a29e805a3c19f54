// RUN: sinter-opt --recognize-quantized --split-input-file -verify-diagnostics %s -o /dev/null
// What a bias loses by becoming whole units of the sums is said where it shows.

func.func @other_unit(%x: tensor<1x1x3x3xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<5> : tensor<i8>
  %w = arith.constant dense<2> : tensor<1x1x1x1xi8>
  %b = arith.constant dense<7> : tensor<1xi32>
  %bs = arith.constant dense<0.1> : tensor<f32>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %s) {} opset 13 : (tensor<1x1x1x1xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "DequantizeLinear"(%b, %bs) {} opset 13 : (tensor<1xi32>, tensor<f32>) -> !onnx.unknown
  %3 = onnx.node "Conv"(%0, %1, %2) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown, !onnx.unknown) -> !onnx.unknown loc("conv")
  // expected-warning @below {{node 'conv' (Conv): its bias is stored in units of 0.1, but products are summed in units of 0.25; it is rounded to these, which moves results by up to 0.1 of their steps; --strict-fp computes such a node in floats}}
  %4 = onnx.node "QuantizeLinear"(%3, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %4 : !onnx.unknown
}

// -----

func.func @rounded(%x: tensor<1x1x3x3xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<5> : tensor<i8>
  %w = arith.constant dense<2> : tensor<1x1x1x1xi8>
  %b = arith.constant dense<0.8> : tensor<1xf32>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %s) {} opset 13 : (tensor<1x1x1x1xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "Conv"(%0, %1, %b) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown, tensor<1xf32>) -> !onnx.unknown loc("conv")
  // expected-warning @below {{node 'conv' (Conv): its bias is rounded to the unit of the sums, which moves results by up to 0.1 of their steps; --strict-fp computes such a node in floats}}
  %3 = onnx.node "QuantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %3 : !onnx.unknown
}

// -----

// A unit of the sums is far below a step of the result: nothing to say.
func.func @fine(%x: tensor<1x1x3x3xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %ws = arith.constant dense<0.01> : tensor<f32>
  %z = arith.constant dense<5> : tensor<i8>
  %w = arith.constant dense<2> : tensor<1x1x1x1xi8>
  %b = arith.constant dense<0.8012> : tensor<1xf32>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %ws) {} opset 13 : (tensor<1x1x1x1xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "Conv"(%0, %1, %b) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown, tensor<1xf32>) -> !onnx.unknown loc("conv")
  %3 = onnx.node "QuantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %3 : !onnx.unknown
}
