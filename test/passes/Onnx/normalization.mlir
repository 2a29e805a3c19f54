// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// LRN runs channels-last; the exponent 0.75 needs two square roots.
// CHECK-DAG: #[[READ:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3 + d4)>
// CHECK-LABEL: func @lrn
// CHECK: linalg.transpose
// CHECK: tensor.pad %{{.*}} low[0, 0, 0, 1] high[0, 0, 0, 2]
// CHECK: linalg.generic {indexing_maps = [#[[READ]]
// CHECK: linalg.generic
// CHECK: math.sqrt
// CHECK: math.sqrt
// CHECK-NOT: math.powf
// CHECK: linalg.transpose
func.func @lrn(%x: tensor<1x8x4x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "LRN"(%x) {size = 4 : i64} opset 13 : (tensor<1x8x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// All dims from `axis` on are one row; the statistics are results as well.
// CHECK-LABEL: func @layer_norm
// CHECK: tensor.collapse_shape {{.*}} into tensor<2x12xf32>
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2xf32>)
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2xf32>)
// CHECK: return %{{.*}}, %{{.*}} : tensor<2x3x4xf32>, tensor<2x1x1xf32>
func.func @layer_norm(%x: tensor<2x3x4xf32>, %s: tensor<3x4xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %y, %mean = onnx.node "LayerNormalization"(%x, %s) {axis = 1 : i64} opset 17
     : (tensor<2x3x4xf32>, tensor<3x4xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %y, %mean : tensor<*xf32>, tensor<*xf32>
}

// -----

// CHECK-DAG: #[[NC:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[C:.*]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-LABEL: func @instance_norm
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[NC]], #[[NC]], #[[C]], #[[C]], #{{.*}}]
func.func @instance_norm(%x: tensor<2x3x4xf32>, %s: tensor<3xf32>) -> tensor<*xf32> {
  %y = onnx.node "InstanceNormalization"(%x, %s, %s) {} opset 6
     : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
