// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// Negative indices count from the end; the new axis stands where the attribute says.
// CHECK-LABEL: func @one_hot
// CHECK:       arith.cmpi slt
// CHECK:       linalg.index 1
// CHECK:       tensor<3x5x2xf32>
func.func @one_hot(%x: tensor<3x2xi64>, %values: tensor<2xf32>) -> tensor<*xf32> {
  %depth = arith.constant dense<5> : tensor<i64>
  %0 = onnx.node "OneHot"(%x, %depth, %values) {axis = 1 : i64} opset 11 : (tensor<3x2xi64>, tensor<i64>, tensor<2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Before opset 13 all dims from the axis on are one row.
// CHECK-LABEL: func @hardmax
// CHECK:       tensor<2x12xf32>
func.func @hardmax(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %0 = onnx.node "Hardmax"(%x) {axis = 1 : i64} opset 11 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @depth(%x: tensor<3xi64>, %depth: tensor<i64>, %values: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{the depth is not one constant number}}
  // expected-note @+1 {{fold the input 'depth' into an initializer}}
  %0 = onnx.node "OneHot"(%x, %depth, %values) {} opset 11 : (tensor<3xi64>, tensor<i64>, tensor<2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @values(%x: tensor<3xi64>, %values: tensor<3xf32>) -> tensor<*xf32> {
  %depth = arith.constant dense<5> : tensor<i64>
  // expected-error @+1 {{input 'values' does not hold two numbers}}
  %0 = onnx.node "OneHot"(%x, %depth, %values) {} opset 11 : (tensor<3xi64>, tensor<i64>, tensor<3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @no_elements(%x: tensor<3x0xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input of shape 3x0 has no largest element}}
  %0 = onnx.node "Hardmax"(%x) {} opset 13 : (tensor<3x0xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
