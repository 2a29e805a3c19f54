// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// The way exporters compute a batch-preserving shape: Shape, Gather, Concat, Reshape.
// CHECK-LABEL: func @shape_arithmetic
// CHECK-NOT: linalg
// CHECK: tensor.collapse_shape %{{.*}} : tensor<2x3x4xf32> into tensor<2x12xf32>
func.func @shape_arithmetic(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %shape = onnx.node "Shape"(%x) {} opset 13 : (tensor<2x3x4xf32>) -> tensor<*xi64>
  %zero = arith.constant dense<0> : tensor<i64>
  %n = onnx.node "Gather"(%shape, %zero) {axis = 0 : i64} opset 13 : (tensor<*xi64>, tensor<i64>) -> tensor<*xi64>
  %axes = arith.constant dense<0> : tensor<1xi64>
  %n1 = onnx.node "Unsqueeze"(%n, %axes) {} opset 13 : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %rest = arith.constant dense<-1> : tensor<1xi64>
  %new = onnx.node "Concat"(%n1, %rest) {axis = 0 : i64} opset 13 : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %y = onnx.node "Reshape"(%x, %new) {} opset 13 : (tensor<2x3x4xf32>, tensor<*xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Integers wrap, quotients round toward zero, remainders take the divisor's sign.
// CHECK-LABEL: func @integers
// CHECK-DAG: dense<[-3, -128]> : tensor<2xi8>
// CHECK-DAG: dense<[1, 0]> : tensor<2xi8>
// CHECK-DAG: dense<[-5, 126]> : tensor<2xi8>
func.func @integers() -> (tensor<*xi8>, tensor<*xi8>, tensor<*xi8>) {
  %a = arith.constant dense<[-7, -128]> : tensor<2xi8>
  %b = arith.constant dense<[2, -1]> : tensor<2xi8>
  %c = arith.constant dense<[2, -2]> : tensor<2xi8>
  %q = onnx.node "Div"(%a, %b) {} opset 13 : (tensor<2xi8>, tensor<2xi8>) -> tensor<*xi8>
  %r = onnx.node "Mod"(%a, %b) {} opset 13 : (tensor<2xi8>, tensor<2xi8>) -> tensor<*xi8>
  %s = onnx.node "Add"(%a, %c) {} opset 13 : (tensor<2xi8>, tensor<2xi8>) -> tensor<*xi8>
  return %q, %r, %s : tensor<*xi8>, tensor<*xi8>, tensor<*xi8>
}

// -----

// Division by zero is left to run time, where it traps on no machine.
// CHECK-LABEL: func @by_zero
// CHECK: linalg.generic
func.func @by_zero() -> tensor<*xi32> {
  %a = arith.constant dense<[7, 8]> : tensor<2xi32>
  %b = arith.constant dense<[1, 0]> : tensor<2xi32>
  %q = onnx.node "Div"(%a, %b) {} opset 13 : (tensor<2xi32>, tensor<2xi32>) -> tensor<*xi32>
  return %q : tensor<*xi32>
}

// -----

// A splat stays a splat, however large it is.
// CHECK-LABEL: func @splat
// CHECK: arith.constant dense<3.000000e+00> : tensor<100000000x10xf32>
func.func @splat() -> tensor<*xf32> {
  %shape = arith.constant dense<[10, 100000000]> : tensor<2xi64>
  %ones = onnx.node "ConstantOfShape"(%shape) {value = dense<1.0> : tensor<1xf32>} opset 13 : (tensor<2xi64>) -> tensor<*xf32>
  %two = arith.constant dense<2.0> : tensor<f32>
  %sum = onnx.node "Add"(%ones, %two) {} opset 13 : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  %y = onnx.node "Transpose"(%sum) {} opset 13 : (tensor<*xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @choices
// CHECK-DAG: dense<[true, false, false]> : tensor<3xi1>
// CHECK-DAG: dense<[5, 2, 9]> : tensor<3xi64>
// CHECK-DAG: dense<[0.000000e+00, 5.000000e-01, 1.000000e+00]> : tensor<3xf32>
// CHECK-DAG: dense<90> : tensor<i64>
func.func @choices() -> (tensor<*xi1>, tensor<*xi64>, tensor<*xf32>, tensor<*xi64>) {
  %a = arith.constant dense<[5, 2, 9]> : tensor<3xi64>
  %b = arith.constant dense<[5, 3, 8]> : tensor<3xi64>
  %e = onnx.node "Equal"(%a, %b) {} opset 13 : (tensor<3xi64>, tensor<3xi64>) -> tensor<*xi1>
  %w = onnx.node "Where"(%e, %b, %a) {} opset 13 : (tensor<*xi1>, tensor<3xi64>, tensor<3xi64>) -> tensor<*xi64>
  %start = arith.constant dense<0.0> : tensor<f32>
  %limit = arith.constant dense<1.1> : tensor<f32>
  %delta = arith.constant dense<0.5> : tensor<f32>
  %r = onnx.node "Range"(%start, %limit, %delta) {} opset 13 : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<*xf32>
  %p = onnx.node "ReduceProd"(%a) {keepdims = 0 : i64} opset 13 : (tensor<3xi64>) -> tensor<*xi64>
  return %e, %w, %r, %p : tensor<*xi1>, tensor<*xi64>, tensor<*xf32>, tensor<*xi64>
}

// -----

// Floats are rounded to their type after each step: 2049 does not fit f16.
// CHECK-LABEL: func @rounding
// CHECK: dense<2.048000e+03> : tensor<f16>
func.func @rounding() -> tensor<*xf16> {
  %a = arith.constant dense<2048.0> : tensor<f16>
  %b = arith.constant dense<1.0> : tensor<f16>
  %s = onnx.node "Add"(%a, %b) {} opset 13 : (tensor<f16>, tensor<f16>) -> tensor<*xf16>
  return %s : tensor<*xf16>
}
