// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Relative to the maximum; any axis, without transposes.
// CHECK: #[[X:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK: #[[ROW:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-LABEL: func @middle_axis
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[ROW]]], iterator_types = ["parallel", "reduction", "parallel"]}
// CHECK: arith.maximumf
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[ROW]], #[[X]]]
// CHECK: arith.subf
// CHECK: math.exp
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[ROW]]], iterator_types = ["parallel", "reduction", "parallel"]}
// CHECK: arith.addf
// CHECK: linalg.generic
// CHECK: arith.divf
func.func @middle_axis(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Softmax"(%x) {axis = 1 : i64} opset 13 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Before opset 13, all dims from axis 1 on are normalized together.
// CHECK-LABEL: func @joined_dims
// CHECK: tensor.collapse_shape {{.*}} into tensor<2x12xf32>
// CHECK: iterator_types = ["parallel", "reduction"]
// CHECK: tensor.expand_shape {{.*}} into tensor<2x3x4xf32>
func.func @joined_dims(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Softmax"(%x) {} opset 11 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @logarithm
// CHECK: math.exp
// CHECK: math.log
// CHECK-NOT: arith.divf
func.func @logarithm(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "LogSoftmax"(%x) {} opset 13 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
