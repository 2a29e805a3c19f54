// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @string(%x: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{conversion to data type 8 is not supported}}
  %y = onnx.node "Cast"(%x) {to = 8 : i64} opset 13 : (tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
