// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// CHECK-LABEL: func @to_bool
// CHECK: arith.cmpf une
func.func @to_bool(%x: tensor<2xf32>) -> tensor<*xi1> {
  %y = onnx.node "Cast"(%x) {to = 9 : i64} opset 13 : (tensor<2xf32>) -> tensor<*xi1>
  return %y : tensor<*xi1>
}

// -----

// CHECK-LABEL: func @from_bool
// CHECK: arith.uitofp %{{.*}} : i1 to f32
func.func @from_bool(%x: tensor<2xi1>) -> tensor<*xf32> {
  %y = onnx.node "Cast"(%x) {to = 1 : i64} opset 13 : (tensor<2xi1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Signs matter where numbers are widened.
// CHECK-LABEL: func @unsigned
// CHECK: arith.extui %{{.*}} : i8 to i32
// CHECK: arith.extsi %{{.*}} : i8 to i32
// CHECK: arith.uitofp %{{.*}} : i8 to f32
func.func @unsigned(%x: tensor<2xi8> {exec.unsigned}, %s: tensor<2xi8>) -> (tensor<*xi32>, tensor<*xi32>, tensor<*xf32>) {
  %a = onnx.node "Cast"(%x) {to = 6 : i64} opset 13 : (tensor<2xi8>) -> tensor<*xi32>
  %b = onnx.node "Cast"(%s) {to = 6 : i64} opset 13 : (tensor<2xi8>) -> tensor<*xi32>
  %c = onnx.node "Cast"(%x) {to = 1 : i64} opset 13 : (tensor<2xi8>) -> tensor<*xf32>
  return %a, %b, %c : tensor<*xi32>, tensor<*xi32>, tensor<*xf32>
}

// -----

// A change of sign alone changes nothing but what later nodes see.
// CHECK-LABEL: func @sign
// CHECK: arith.sitofp %{{.*}} : i8 to f32
// CHECK: arith.uitofp %{{.*}} : i8 to f32
func.func @sign(%x: tensor<2xi8> {exec.unsigned}) -> (tensor<*xf32>, tensor<*xf32>) {
  %s = onnx.node "Cast"(%x) {to = 3 : i64} opset 13 : (tensor<2xi8>) -> tensor<*xi8>
  %a = onnx.node "Cast"(%s) {to = 1 : i64} opset 13 : (tensor<*xi8>) -> tensor<*xf32>
  %b = onnx.node "Cast"(%x) {to = 1 : i64} opset 13 : (tensor<2xi8>) -> tensor<*xf32>
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

// Neither short float holds the other: through f32.
// CHECK-LABEL: func @short_floats
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: arith.truncf %{{.*}} : f32 to bf16
func.func @short_floats(%x: tensor<2xf16>) -> tensor<*xbf16> {
  %y = onnx.node "Cast"(%x) {to = 16 : i64} opset 13 : (tensor<2xf16>) -> tensor<*xbf16>
  return %y : tensor<*xbf16>
}

// -----

// CHECK-LABEL: func @constants
// CHECK-DAG: dense<[-2, 2]> : tensor<2xi32>
// CHECK-DAG: dense<[-3.000000e+00, 3.000000e+00]> : tensor<2xf32>
// CHECK-DAG: dense<[-0.000000e+00, 1.000000e+00]> : tensor<2xf16>
func.func @constants() -> (tensor<*xi32>, tensor<*xf32>, tensor<*xf16>) {
  %f = arith.constant dense<[-2.9, 2.9]> : tensor<2xf32>
  %i = arith.constant dense<[-3, 3]> : tensor<2xi64>
  %d = arith.constant dense<[-1.0e-9, 1.0001]> : tensor<2xf64>
  %a = onnx.node "Cast"(%f) {to = 6 : i64} opset 13 : (tensor<2xf32>) -> tensor<*xi32>
  %b = onnx.node "Cast"(%i) {to = 1 : i64} opset 13 : (tensor<2xi64>) -> tensor<*xf32>
  %c = onnx.node "Cast"(%d) {to = 10 : i64} opset 13 : (tensor<2xf64>) -> tensor<*xf16>
  return %a, %b, %c : tensor<*xi32>, tensor<*xf32>, tensor<*xf16>
}
