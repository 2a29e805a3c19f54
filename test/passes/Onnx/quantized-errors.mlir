// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @negative_scale(%x: tensor<4xf32>) -> tensor<*xi8> {
  %s = arith.constant dense<-0.5> : tensor<f32>
  // expected-error @+1 {{(QuantizeLinear, opset 13): scale (input 1) is -0.50, which is not a positive number}}
  %y = onnx.node "QuantizeLinear"(%x, %s) {} opset 13 : (tensor<4xf32>, tensor<f32>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @zero_scale(%x: tensor<4xi8>) -> tensor<*xf32> {
  %s = arith.constant dense<0.0> : tensor<f32>
  // expected-error @+1 {{is 0.00, which is not a positive number}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<4xi8>, tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @not_a_number(%x: tensor<4xi8>) -> tensor<*xf32> {
  %s = arith.constant dense<0x7FC00000> : tensor<f32>
  // expected-error @+1 {{which is not a positive number}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<4xi8>, tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @scale_type(%x: tensor<4xi8>, %s: tensor<f64>) -> tensor<*xf32> {
  // expected-error @+1 {{scale (input 1) is not float, float16 or bfloat16}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<4xi8>, tensor<f64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @zero_sign(%x: tensor<4xi8>, %s: tensor<f32>) -> tensor<*xf32> {
  %z = arith.constant {onnx.unsigned} dense<1> : tensor<i8>
  // expected-error @+1 {{zero point (input 2) differs in element type from input 0}}
  %y = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<4xi8>, tensor<f32>, tensor<i8>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @axis(%x: tensor<4x2xi8>, %s: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{axis 2 is out of range for a tensor of rank 2}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {axis = 2 : i64} opset 13 : (tensor<4x2xi8>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @channels(%x: tensor<4x2xi8>, %s: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{scale (input 1) of shape 3 is neither one value nor 2 values}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<4x2xi8>, tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @input_type(%x: tensor<4xi64>, %s: tensor<f32>) -> tensor<*xf32> {
  // expected-error @+1 {{input is not of integers up to 16 bits, int32 or 8-bit floats}}
  %y = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<4xi64>, tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @conv_types(%x: tensor<1x1x3x3xf32>, %w: tensor<1x1x2x2xi8>, %s: tensor<f32>, %z: tensor<i8>) -> tensor<*xi8> {
  // expected-error @+1 {{(QLinearConv, opset 10): input 0 is not of 8-bit integers}}
  %y = onnx.node "QLinearConv"(%x, %s, %z, %w, %s, %z, %s, %z) {} opset 10 : (tensor<1x1x3x3xf32>, tensor<f32>, tensor<i8>, tensor<1x1x2x2xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<i8>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @conv_bias(%x: tensor<1x1x3x3xi8>, %w: tensor<1x1x2x2xi8>, %s: tensor<f32>, %z: tensor<i8>, %b: tensor<1xf32>) -> tensor<*xi8> {
  // expected-error @+1 {{bias is not of 32-bit integers}}
  %y = onnx.node "QLinearConv"(%x, %s, %z, %w, %s, %z, %s, %z, %b) {} opset 10 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>, tensor<1x1x2x2xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<i8>, tensor<1xf32>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @result_scales(%a: tensor<2x3xi8>, %b: tensor<3x2xi8>, %s: tensor<f32>, %z: tensor<i8>, %t: tensor<2xf32>) -> tensor<*xi8> {
  // expected-error @+1 {{scale (input 6) of shape 2 is not one value}}
  %y = onnx.node "QLinearMatMul"(%a, %s, %z, %b, %s, %z, %t, %z) {} opset 10 : (tensor<2x3xi8>, tensor<f32>, tensor<i8>, tensor<3x2xi8>, tensor<f32>, tensor<i8>, tensor<2xf32>, tensor<i8>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @gemm_bias(%a: tensor<2x3xi8>, %b: tensor<3x2xi8>, %s: tensor<f32>, %z: tensor<i8>, %c: tensor<2x1xi32>) -> tensor<*xf32> {
  // expected-error @+2 {{(com.microsoft.QGemm, opset 1): C of shape 2x1 is not one number per column of the product}}
  // expected-note @+1 {{supported: a scalar or 2 numbers}}
  %y = onnx.node "QGemm"(%a, %s, %z, %b, %s, %z, %c) {} domain "com.microsoft" opset 1 : (tensor<2x3xi8>, tensor<f32>, tensor<i8>, tensor<3x2xi8>, tensor<f32>, tensor<i8>, tensor<2x1xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @concat_triples(%a: tensor<2x3xi8>, %s: tensor<f32>, %z: tensor<i8>) -> tensor<*xi8> {
  // expected-error @+1 {{inputs are not scale, zero point and triples of tensor, scale and zero point}}
  %y = onnx.node "QLinearConcat"(%s, %z, %a, %s) {axis = 0 : i64} domain "com.microsoft" opset 1 : (tensor<f32>, tensor<i8>, tensor<2x3xi8>, tensor<f32>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

func.func @missing_scale(%a: tensor<2x3xi8>, %s: tensor<f32>, %z: tensor<i8>) -> tensor<*xi8> {
  // expected-error @+1 {{scale (input 6) is missing}}
  %y = onnx.node "QLinearAdd"(%a, %s, %z, %a, %s, %z) {} domain "com.microsoft" opset 1 : (tensor<2x3xi8>, tensor<f32>, tensor<i8>, tensor<2x3xi8>, tensor<f32>, tensor<i8>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}
