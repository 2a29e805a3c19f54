// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Constant tuples that enumerate a box are one insertion.
// CHECK-LABEL: func @box
// CHECK-NOT: scf.for
// CHECK: tensor.insert_slice %{{.*}} into %arg0[1, 2, 0] [2, 2, 6] [1, 1, 1] : tensor<2x2x6xf32> into tensor<4x5x6xf32>
func.func @box(%x: tensor<4x5x6xf32>, %u: tensor<4x6xf32>) -> tensor<*xf32> {
  %i = arith.constant dense<[[1, 2], [1, 3], [-2, 2], [2, 3]]> : tensor<4x2xi64>
  %y = onnx.node "ScatterND"(%x, %i, %u) {} opset 16 : (tensor<4x5x6xf32>, tensor<4x2xi64>, tensor<4x6xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Computed tuples are clamped into range and taken in their order.
// CHECK-LABEL: func @dynamic
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %c2{{.*}} iter_args(%[[DATA:.*]] = %arg0)
// CHECK: tensor.extract %arg1[%[[I]],
// CHECK: arith.maxsi
// CHECK: %[[AT:.*]] = arith.minsi
// CHECK: tensor.extract_slice %arg2[%[[I]], 0] [1, 5]
// CHECK: tensor.extract_slice %[[DATA]][%[[AT]], 0] [1, 5]
// CHECK: arith.addf
// CHECK: tensor.insert_slice %{{.*}} into %[[DATA]][%[[AT]], 0] [1, 5]
func.func @dynamic(%x: tensor<4x5xf32>, %i: tensor<2x1xi64>, %u: tensor<2x5xf32>) -> tensor<*xf32> {
  %y = onnx.node "ScatterND"(%x, %i, %u) {reduction = "add"} opset 16 : (tensor<4x5xf32>, tensor<2x1xi64>, tensor<2x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @elements
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %c2
// CHECK: scf.for %[[J:.*]] = %c0{{.*}} to %c3{{.*}} iter_args(%[[DATA:.*]] =
// CHECK: tensor.extract %arg1[%[[I]], %[[J]]]
// CHECK: %[[AT:.*]] = arith.minsi
// CHECK: %[[UPDATE:.*]] = tensor.extract %arg2[%[[I]], %[[J]]]
// CHECK: tensor.insert %[[UPDATE]] into %[[DATA]][%[[I]], %[[AT]]]
func.func @elements(%x: tensor<4x5xi32>, %i: tensor<2x3xi64>, %u: tensor<2x3xi32>) -> tensor<*xi32> {
  %y = onnx.node "ScatterElements"(%x, %i, %u) {axis = 1 : i64} opset 16 : (tensor<4x5xi32>, tensor<2x3xi64>, tensor<2x3xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}
