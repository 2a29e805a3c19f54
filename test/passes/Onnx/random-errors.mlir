// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @no_shape() -> tensor<*xf32> {
  // expected-error @+1 {{(RandomNormal, opset 22): attribute 'shape' is missing}}
  %y = onnx.node "RandomNormal"() {} opset 22 : () -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @no_float() -> tensor<*xi32> {
  // expected-error @+1 {{the numbers' type is no float (attribute 'dtype')}}
  %y = onnx.node "RandomUniform"() {shape = array<i64: 2>, dtype = 6 : i64} opset 22 : () -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

func.func @ratio(%x: tensor<4xf32>) -> tensor<*xf32> {
  %ratio = arith.constant dense<1.0> : tensor<f32>
  %training = arith.constant dense<true> : tensor<i1>
  // expected-error @+2 {{the ratio must be a constant from 0 on, below 1}}
  // expected-note @+1 {{make it an initializer}}
  %y = onnx.node "Dropout"(%x, %ratio, %training) {} opset 13 : (tensor<4xf32>, tensor<f32>, tensor<i1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @samples(%x: tensor<4xf32>) -> tensor<*xi32> {
  // expected-error @+2 {{input of shape 4 with sample_size 1 is not supported}}
  // expected-note @+1 {{supported: (batch, classes) and one sample at least}}
  %y = onnx.node "Multinomial"(%x) {} opset 7 : (tensor<4xf32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}
