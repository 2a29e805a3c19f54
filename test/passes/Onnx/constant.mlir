// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// CHECK-LABEL: func @values
// CHECK-DAG: dense<3> : tensor<i64>
// CHECK-DAG: dense<2.500000e+00> : tensor<f32>
// CHECK-DAG: dense<[1, 2]> : tensor<2xi64>
// CHECK-DAG: dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
func.func @values() -> (tensor<*xi64>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>) {
  %a = onnx.node "Constant"() {value_int = 3 : i64} opset 13 : () -> tensor<*xi64>
  %b = onnx.node "Constant"() {value_float = 2.5 : f32} opset 13 : () -> tensor<*xf32>
  %c = onnx.node "Constant"() {value_ints = array<i64: 1, 2>} opset 13 : () -> tensor<*xi64>
  %d = onnx.node "Constant"() {value_floats = array<f32: 1.0, 2.0>} opset 13 : () -> tensor<*xf32>
  return %a, %b, %c, %d : tensor<*xi64>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>
}

// -----

// CHECK-LABEL: func @tensor
// CHECK-SAME: -> (tensor<2xi8> {exec.unsigned})
// CHECK: dense<[1, -1]> : tensor<2xi8>
func.func @tensor() -> tensor<*xi8> {
  %a = onnx.node "Constant"() {value = dense<[1, 255]> : tensor<2xui8>} opset 13 : () -> tensor<*xi8>
  return %a : tensor<*xi8>
}

// -----

// CHECK-LABEL: func @of_shape
// CHECK-DAG: dense<0.000000e+00> : tensor<2x3xf32>
// CHECK-DAG: dense<7> : tensor<i32>
// CHECK-DAG: dense<> : tensor<0xf32>
func.func @of_shape() -> (tensor<*xf32>, tensor<*xi32>, tensor<*xf32>) {
  %shape = arith.constant dense<[2, 3]> : tensor<2xi64>
  %none = arith.constant dense<> : tensor<0xi64>
  %a = onnx.node "ConstantOfShape"(%shape) {} opset 13 : (tensor<2xi64>) -> tensor<*xf32>
  %b = onnx.node "ConstantOfShape"(%none) {value = dense<7> : tensor<1xi32>} opset 13 : (tensor<0xi64>) -> tensor<*xi32>
  %zero = arith.constant dense<0> : tensor<1xi64>
  %c = onnx.node "ConstantOfShape"(%zero) {} opset 13 : (tensor<1xi64>) -> tensor<*xf32>
  return %a, %b, %c : tensor<*xf32>, tensor<*xi32>, tensor<*xf32>
}
