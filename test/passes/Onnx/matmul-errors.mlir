// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @summed(%a: tensor<2x3xf32>, %b: tensor<4x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(MatMul, opset 13): inputs of shape 2x3 and 4x5 do not agree in the summed dimension}}
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @batches(%a: tensor<2x3x4xf32>, %b: tensor<3x4x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{batch dimensions of shapes 2x3x4 and 3x4x5 do not broadcast}}
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<2x3x4xf32>, tensor<3x4x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @scalar(%a: tensor<f32>, %b: tensor<4x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{a scalar has no matrix product}}
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<f32>, tensor<4x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @types(%a: tensor<2x4xf32>, %b: tensor<4x5xf64>) -> tensor<*xf32> {
  // expected-error @+1 {{inputs differ in element type}}
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<2x4xf32>, tensor<4x5xf64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @rank(%a: tensor<2x3x4xf32>, %b: tensor<4x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Gemm, opset 13): inputs of shape 2x3x4 and 4x5 are not matrices}}
  %y = onnx.node "Gemm"(%a, %b) {} opset 13 : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @bias(%a: tensor<2x4xf32>, %b: tensor<4x5xf32>, %c: tensor<2x2x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{C of shape 2x2x5 does not broadcast to the product 2x5}}
  %y = onnx.node "Gemm"(%a, %b, %c) {} opset 13 : (tensor<2x4xf32>, tensor<4x5xf32>, tensor<2x2x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @integer_scale(%a: tensor<2x4xi32>, %b: tensor<4x5xi32>) -> tensor<*xi32> {
  // expected-error @+1 {{alpha and beta other than 1 are not supported for integers}}
  %y = onnx.node "Gemm"(%a, %b) {alpha = 0.5 : f32} opset 13 : (tensor<2x4xi32>, tensor<4x5xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}
