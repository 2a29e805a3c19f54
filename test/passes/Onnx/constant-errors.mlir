// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @string() -> tensor<*xf32> {
  // expected-error @+2 {{only dense numeric values are supported}}
  // expected-note @+1 {{store the value in the attribute 'value'}}
  %a = onnx.node "Constant"() {value_string = "x"} opset 13 : () -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @negative() -> tensor<*xf32> {
  %shape = arith.constant dense<-2> : tensor<1xi64>
  // expected-error @+1 {{the result is too large}}
  %a = onnx.node "ConstantOfShape"(%shape) {} opset 13 : (tensor<1xi64>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @value() -> tensor<*xf32> {
  %shape = arith.constant dense<2> : tensor<1xi64>
  // expected-error @+1 {{attribute 'value' must hold one number}}
  %a = onnx.node "ConstantOfShape"(%shape) {value = dense<[1.0, 2.0]> : tensor<2xf32>} opset 13 : (tensor<1xi64>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @range(%limit: tensor<i64>) -> tensor<*xi64> {
  %zero = arith.constant dense<0> : tensor<i64>
  // expected-error @+1 {{start, limit and delta must be constant numbers of one type}}
  %a = onnx.node "Range"(%zero, %limit, %zero) {} opset 13 : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<*xi64>
  return %a : tensor<*xi64>
}
