// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Constant parameters become scale and offset at compile time:
// a = 4 / sqrt(3.75 + 0.25) = 2, offset = 1 - 3 * 2 = -5.
// CHECK: #[[X:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK: #[[C:.*]] = affine_map<(d0, d1, d2, d3) -> (d1)>
// CHECK-LABEL: func @constant
// CHECK-DAG: %[[A:.*]] = arith.constant dense<2.000000e+00> : tensor<2xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<-5.000000e+00> : tensor<2xf32>
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[C]], #[[C]], #[[X]]]{{.*}} ins(%{{.*}}, %[[A]], %[[B]]
// CHECK: arith.mulf
// CHECK: arith.addf
func.func @constant(%x: tensor<1x2x4x4xf32>) -> tensor<*xf32> {
  %scale = arith.constant dense<4.0> : tensor<2xf32>
  %bias = arith.constant dense<1.0> : tensor<2xf32>
  %mean = arith.constant dense<3.0> : tensor<2xf32>
  %variance = arith.constant dense<3.75> : tensor<2xf32>
  %y = onnx.node "BatchNormalization"(%x, %scale, %bias, %mean, %variance) {epsilon = 0.25 : f32} opset 15
     : (tensor<1x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Parameters known at run time are combined on the vectors, not per element.
// CHECK-LABEL: func @dynamic
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2xf32>)
// CHECK: math.sqrt
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2xf32>)
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<3x2xf32>)
// CHECK-NOT: math.sqrt
func.func @dynamic(%x: tensor<3x2xf32>, %p: tensor<2xf32>) -> tensor<*xf32> {
  %y = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {} opset 9
     : (tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// In training mode the statistics are those of this input, over all dims but the channels.
// CHECK-LABEL: func @training
// CHECK: iterator_types = ["reduction", "parallel", "reduction"]
// CHECK: arith.constant 1.250000e-01
// CHECK: iterator_types = ["reduction", "parallel", "reduction"]
// CHECK: return %{{.*}}, %{{.*}} : tensor<2x3x4xf32>, tensor<3xf32>
func.func @training(%x: tensor<2x3x4xf32>, %p: tensor<3xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %y, %mean = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {training_mode = 1 : i64} opset 15
     : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %y, %mean : tensor<*xf32>, tensor<*xf32>
}
