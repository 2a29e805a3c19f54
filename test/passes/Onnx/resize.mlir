// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Doubling with the nearest element repeats elements: a broadcast.
// CHECK: #[[FROM:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: func @repeat
// CHECK: linalg.generic {indexing_maps = [#[[FROM]], {{.*}} outs(%{{.*}} : tensor<3x2xf32>)
// CHECK-NOT: tensor.extract
// CHECK: tensor.collapse_shape {{.*}} : tensor<3x2xf32> into tensor<6xf32>
func.func @repeat(%x: tensor<3xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %scales = arith.constant dense<2.0> : tensor<1xf32>
  %y = onnx.node "Resize"(%x, %none, %scales) {mode = "nearest"} opset 13 : (tensor<3xf32>, none, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Halving takes every second element.
// CHECK-LABEL: func @take
// CHECK: tensor.extract_slice %arg0[0] [2] [2] : tensor<4xf32> to tensor<2xf32>
func.func @take(%x: tensor<4xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %sizes = arith.constant dense<2> : tensor<1xi64>
  %y = onnx.node "Resize"(%x, %none, %none, %sizes) {mode = "nearest", coordinate_transformation_mode = "asymmetric", nearest_mode = "floor"} opset 13 : (tensor<4xf32>, none, none, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Linear: two taps, with positions and weights as tables.
// CHECK-LABEL: func @linear
// CHECK-DAG: dense<[0, 0, 0, 1]> : tensor<4xindex>
// CHECK-DAG: dense<[2.500000e-01, 7.500000e-01, 2.500000e-01, 7.500000e-01]> : tensor<4xf32>
// CHECK-DAG: dense<[0, 1, 1, 1]> : tensor<4xindex>
// CHECK-DAG: dense<[7.500000e-01, 2.500000e-01, 7.500000e-01, 2.500000e-01]> : tensor<4xf32>
// CHECK: linalg.generic
// CHECK-COUNT-2: tensor.extract %arg0
func.func @linear(%x: tensor<2xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %scales = arith.constant dense<2.0> : tensor<1xf32>
  %y = onnx.node "Resize"(%x, %none, %scales) {mode = "linear"} opset 13 : (tensor<2xf32>, none, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
