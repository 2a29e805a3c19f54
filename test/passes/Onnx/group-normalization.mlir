// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// From opset 21 on scale and bias are per channel, before per group.
// CHECK-LABEL: func @per_channel
// CHECK:       tensor.expand_shape %{{.*}} output_shape [2, 3] : tensor<6xf32> into tensor<2x3xf32>
func.func @per_channel(%x: tensor<1x6x4x4xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>) -> tensor<*xf32> {
  %0 = onnx.node "GroupNormalization"(%x, %s, %b) {num_groups = 2 : i64} opset 21 : (tensor<1x6x4x4xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @per_group(%x: tensor<1x6x4x4xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input 1 does not hold 2 floats}}
  %0 = onnx.node "GroupNormalization"(%x, %s, %b) {num_groups = 2 : i64} opset 18 : (tensor<1x6x4x4xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @groups(%x: tensor<1x6x4x4xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{6 channels do not form 4 groups}}
  %0 = onnx.node "GroupNormalization"(%x, %s, %b) {num_groups = 4 : i64} opset 21 : (tensor<1x6x4x4xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// A norm of 0 gives 0, not a division by it.
// CHECK-LABEL: func @unit
// CHECK:       math.sqrt
// CHECK:       arith.cmpf oeq
// CHECK:       arith.select
func.func @unit(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %0 = onnx.node "LpNormalization"(%x) {} opset 1 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @third_norm(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{p 3 is neither 1 nor 2}}
  %0 = onnx.node "LpNormalization"(%x) {p = 3 : i64} opset 1 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @axes(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{axis 1 is given twice}}
  %0 = onnx.node "MeanVarianceNormalization"(%x) {axes = array<i64: 1, -1>} opset 9 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
