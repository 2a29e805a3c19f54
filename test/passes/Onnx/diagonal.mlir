// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// The side of the diagonal is computed; a diagonal known only at run time is read.
// CHECK-LABEL: func @lower
// CHECK:       linalg.generic
// CHECK-SAME:      ins(%{{.*}}, %{{.*}} : tensor<2x3x4xf32>, tensor<i64>)
// CHECK-DAG:     linalg.index 1
// CHECK-DAG:     linalg.index 2
// CHECK:         arith.cmpi sle
func.func @lower(%x: tensor<2x3x4xf32>, %k: tensor<1xi64>) -> tensor<*xf32> {
  %0 = onnx.node "Trilu"(%x, %k) {upper = 0 : i64} opset 14 : (tensor<2x3x4xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @eye
// CHECK:       linalg.generic
// CHECK-NOT:     ins(
// CHECK:         arith.cmpi eq, %{{.*}}, %c-1_i64
// CHECK:       tensor<3x4xi32>
func.func @eye(%x: tensor<3x4xf32>) -> tensor<*xi32> {
  %0 = onnx.node "EyeLike"(%x) {dtype = 6 : i64, k = -1 : i64} opset 9 : (tensor<3x4xf32>) -> tensor<*xi32>
  return %0 : tensor<*xi32>
}

// -----

func.func @vector(%x: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{a tensor of rank 1 has no diagonal}}
  %0 = onnx.node "Trilu"(%x) {} opset 14 : (tensor<4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @two_diagonals(%x: tensor<4x4xf32>, %k: tensor<2xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{input 'k' is not one number of type int64}}
  %0 = onnx.node "Trilu"(%x, %k) {} opset 14 : (tensor<4x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @cube(%x: tensor<2x2x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input of shape 2x2x2 is no matrix}}
  %0 = onnx.node "EyeLike"(%x) {} opset 9 : (tensor<2x2x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
