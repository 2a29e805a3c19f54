// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @direction(%x: tensor<3xi8> {exec.unsigned}) -> tensor<*xi8> {
  // expected-error @+1 {{attribute 'direction' is neither LEFT nor RIGHT}}
  %0 = onnx.node "BitShift"(%x, %x) {direction = "UP"} opset 11 : (tensor<3xi8>, tensor<3xi8>) -> tensor<*xi8>
  return %0 : tensor<*xi8>
}

// -----

func.func @signed_shift(%x: tensor<3xi8>) -> tensor<*xi8> {
  // expected-error @+1 {{(BitShift, opset 11): element type i8 is not supported}}
  %0 = onnx.node "BitShift"(%x, %x) {direction = "LEFT"} opset 11 : (tensor<3xi8>, tensor<3xi8>) -> tensor<*xi8>
  return %0 : tensor<*xi8>
}

// -----

func.func @floats(%x: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(BitwiseAnd, opset 18): element type f32 is not supported}}
  %0 = onnx.node "BitwiseAnd"(%x, %x) {} opset 18 : (tensor<3xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @sizes(%x: tensor<3xf32>) -> tensor<*xi8> {
  // expected-error @+1 {{the element types differ in size}}
  %0 = onnx.node "BitCast"(%x) {to = 3 : i64} opset 26 : (tensor<3xf32>) -> tensor<*xi8>
  return %0 : tensor<*xi8>
}

// -----

func.func @strings(%x: tensor<3xf32>) -> tensor<*xi8> {
  // expected-error @+1 {{conversion to data type 8 is not supported}}
  %0 = onnx.node "BitCast"(%x) {to = 8 : i64} opset 26 : (tensor<3xf32>) -> tensor<*xi8>
  return %0 : tensor<*xi8>
}
