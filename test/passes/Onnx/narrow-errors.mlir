// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @arithmetic(%x: tensor<2xi8> {onnx.narrow = "float8e5m2"}) -> tensor<*xi8> {
  // expected-error @+2 {{(Relu, opset 14): input 0 is of float8e5m2, which this operator does not take}}
  // expected-note @+1 {{put a Cast or DequantizeLinear before it}}
  %y = onnx.node "Relu"(%x) {} opset 14 : (tensor<2xi8>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @round_mode(%x: tensor<2xf32>) -> tensor<*xi8> {
  // expected-error @+2 {{round_mode 'odd' is not known}}
  // expected-note @+1 {{supported: up, down, nearest}}
  %y = onnx.node "Cast"(%x) {to = 24 : i64, round_mode = "odd"} opset 25 : (tensor<2xf32>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @output_type(%x: tensor<2xf32>, %s: tensor<f32>) -> tensor<*xi8> {
  // expected-error @+2 {{output_dtype 11 is no type of quantized numbers}}
  // expected-note @+1 {{supported: integers up to 16 bits, floats of 8 and 4 bits}}
  %y = onnx.node "QuantizeLinear"(%x, %s) {output_dtype = 11 : i64} opset 25 : (tensor<2xf32>, tensor<f32>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @block_shape(%x: tensor<4x2xi8>, %s: tensor<3x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input 1 has shape 3x2, but blocks of 2 take 2x2}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {axis = 0 : i64, block_size = 2 : i64} opset 21 : (tensor<4x2xi8>, tensor<3x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @real_type(%x: tensor<4xi8>, %s: tensor<f32>) -> tensor<*xf32> {
  // expected-error @+2 {{output_dtype 6 is not supported}}
  // expected-note @+1 {{supported: float, float16, bfloat16}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {output_dtype = 6 : i64} opset 23 : (tensor<4xi8>, tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @zero_point(%x: tensor<4xi8> {exec.unsigned, onnx.narrow = "float8e5m2"}, %s: tensor<f32>, %z: tensor<i8> {exec.unsigned}) -> tensor<*xf32> {
  // expected-error @+1 {{zero point (input 2) differs in element type from input 0}}
  %y = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 21 : (tensor<4xi8>, tensor<f32>, tensor<i8>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @branch(%x: tensor<4xf32>, %c: tensor<i1>) -> tensor<*xf32> {
  // expected-error @+2 {{output 0 of the subgraph is of float8e5m2}}
  // expected-note @+1 {{put the Cast or QuantizeLinear that makes it behind the node}}
  %y = onnx.node "If"(%c) {then_branch = {graph = 0}, else_branch = {graph = 1}} opset 21 graphs {
    %0 = onnx.node "Cast"(%x) {to = 19 : i64} opset 21 : (tensor<4xf32>) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  }, {
    %0 = onnx.node "Cast"(%x) {to = 19 : i64} opset 21 : (tensor<4xf32>) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  } : (tensor<i1>) -> !onnx.unknown
  %z = onnx.node "Cast"(%y) {to = 1 : i64} opset 21 : (!onnx.unknown) -> tensor<*xf32>
  return %z : tensor<*xf32>
}
