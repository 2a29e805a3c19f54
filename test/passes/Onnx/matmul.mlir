// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Against one matrix, the rows of all left matrices form one tall matrix.
// CHECK-LABEL: func @one_matrix
// CHECK: linalg.matmul ins(%{{.*}}, %{{.*}} : tensor<6x4xf32>, tensor<4x5xf32>)
// CHECK: return %{{.*}} : tensor<2x3x5xf32>
func.func @one_matrix(%a: tensor<2x3x4xf32>, %b: tensor<4x5xf32>) -> tensor<*xf32> {
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @equal_batches
// CHECK: linalg.batch_matmul ins(%{{.*}}, %{{.*}} : tensor<6x4x5xf32>, tensor<6x5x7xf32>)
// CHECK: return %{{.*}} : tensor<2x3x4x7xf32>
func.func @equal_batches(%a: tensor<2x3x4x5xf32>, %b: tensor<2x3x5x7xf32>) -> tensor<*xf32> {
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<2x3x4x5xf32>, tensor<2x3x5x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Batches that broadcast are read through maps; nothing is repeated in memory.
// CHECK-DAG: #[[A:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d2, d4)>
// CHECK-DAG: #[[B:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d1, d4, d3)>
// CHECK-LABEL: func @broadcast_batches
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], #{{.*}}]
// CHECK: return %{{.*}} : tensor<2x3x4x7xf32>
func.func @broadcast_batches(%a: tensor<2x1x4x5xf32>, %b: tensor<3x5x7xf32>) -> tensor<*xf32> {
  %y = onnx.node "MatMul"(%a, %b) {} opset 13 : (tensor<2x1x4x5xf32>, tensor<3x5x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @vectors
// CHECK: linalg.matmul ins(%{{.*}}, %{{.*}} : tensor<1x4xf32>, tensor<4x1xf32>)
// CHECK: return %{{.*}} : tensor<f32>
func.func @vectors(%a: tensor<4xf32>) -> tensor<*xf32> {
  %y = onnx.node "MatMul"(%a, %a) {} opset 13 : (tensor<4xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A constant is transposed at compile time; the bias is an epilogue; alpha = 1 vanishes.
// CHECK-LABEL: func @gemm
// CHECK-DAG: %[[B:.*]] = arith.constant dense<{{\[}}[1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]>
// CHECK: %[[PRODUCT:.*]] = linalg.matmul ins(%{{.*}}, %[[B]]
// CHECK: linalg.generic {{.*}} ins(%[[PRODUCT]], %{{.*}} : tensor<3x2xf32>, tensor<2xf32>)
// CHECK-NOT: arith.mulf
// CHECK: arith.addf
func.func @gemm(%a: tensor<3x2xf32>, %c: tensor<2xf32>) -> tensor<*xf32> {
  %b = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %y = onnx.node "Gemm"(%a, %b, %c) {transB = 1 : i64} opset 13
     : (tensor<3x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @scaled_gemm
// CHECK: linalg.matmul
// CHECK: linalg.generic
// CHECK: arith.constant 5.000000e-01
// CHECK: arith.constant 2.000000e+00
func.func @scaled_gemm(%a: tensor<2x3xf32>, %b: tensor<2x2xf32>, %c: tensor<3x1xf32>) -> tensor<*xf32> {
  %y = onnx.node "Gemm"(%a, %b, %c) {alpha = 0.5 : f32, beta = 2.0 : f32, transA = 1 : i64} opset 13
     : (tensor<2x3xf32>, tensor<2x2xf32>, tensor<3x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
