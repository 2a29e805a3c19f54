// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// CHECK-LABEL: func @transpose
// CHECK: linalg.transpose ins(%{{.*}} : tensor<2x3x4xf32>) outs(%{{.*}} : tensor<4x2x3xf32>) permutation = [2, 0, 1]
func.func @transpose(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Transpose"(%x) {perm = array<i64: 2, 0, 1>} opset 13 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Moving unit dimensions moves no data.
// CHECK-LABEL: func @transpose_unit
// CHECK-NOT: linalg.transpose
// CHECK: tensor.expand_shape {{.*}} into tensor<3x1x4x1xf32>
func.func @transpose_unit(%x: tensor<1x3x4xf32>) -> tensor<*xf32> {
  %u = onnx.node "Unsqueeze"(%x) {axes = array<i64: 0>} opset 11 : (tensor<1x3x4xf32>) -> tensor<*xf32>
  %y = onnx.node "Transpose"(%u) {perm = array<i64: 2, 0, 3, 1>} opset 13 : (tensor<*xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @transpose_weights
// CHECK: arith.constant dense<{{\[\[}}1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]> : tensor<3x2xf32>
func.func @transpose_weights() -> tensor<*xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %y = onnx.node "Transpose"(%w) {} opset 13 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Parts without elements are left out.
// CHECK-LABEL: func @concat
// CHECK: tensor.concat dim(1) %arg0, %arg2 : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
func.func @concat(%a: tensor<2x3xf32>, %b: tensor<2x0xf32>, %c: tensor<2x1xf32>) -> tensor<*xf32> {
  %y = onnx.node "Concat"(%a, %b, %c) {axis = -1 : i64} opset 13 : (tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @split
// CHECK: tensor.extract_slice %arg0[0] [3] [1] : tensor<7xf32> to tensor<3xf32>
// CHECK: tensor.extract_slice %arg0[3] [3] [1] : tensor<7xf32> to tensor<3xf32>
// CHECK: tensor.extract_slice %arg0[6] [1] [1] : tensor<7xf32> to tensor<1xf32>
func.func @split(%x: tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %a, %b, %c = onnx.node "Split"(%x) {num_outputs = 3 : i64} opset 18 : (tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return %a, %b, %c : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// Ends beyond the dimension are clamped to it; -1 counts from the end.
// CHECK-LABEL: func @slice
// CHECK: tensor.extract_slice %arg0[1, 0] [2, 3] [2, 1] : tensor<5x4xf32> to tensor<2x3xf32>
func.func @slice(%x: tensor<5x4xf32>) -> tensor<*xf32> {
  %starts = arith.constant dense<[1, 0]> : tensor<2xi64>
  %ends = arith.constant dense<[9223372036854775807, -1]> : tensor<2xi64>
  %axes = arith.constant dense<[0, 1]> : tensor<2xi64>
  %steps = arith.constant dense<[2, 1]> : tensor<2xi64>
  %y = onnx.node "Slice"(%x, %starts, %ends, %axes, %steps) {} opset 13 : (tensor<5x4xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Backwards: element i comes from 4 - 2i.
// CHECK-LABEL: func @slice_backwards
// CHECK: linalg.generic
// CHECK: %[[I:.*]] = linalg.index 0
// CHECK: %[[STEP:.*]] = arith.constant -2
// CHECK: %[[SCALED:.*]] = arith.muli %[[I]], %[[STEP]]
// CHECK: %[[START:.*]] = arith.constant 4
// CHECK: %[[AT:.*]] = arith.addi %[[SCALED]], %[[START]]
// CHECK: tensor.extract %arg0[%[[AT]]] : tensor<5xf32>
// CHECK: return %{{.*}} : tensor<3xf32>
func.func @slice_backwards(%x: tensor<5xf32>) -> tensor<*xf32> {
  %start = arith.constant dense<-1> : tensor<1xi64>
  %end = arith.constant dense<-9223372036854775808> : tensor<1xi64>
  %axes = arith.constant dense<0> : tensor<1xi64>
  %steps = arith.constant dense<-2> : tensor<1xi64>
  %y = onnx.node "Slice"(%x, %start, %end, %axes, %steps) {} opset 13 : (tensor<5xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @slice_attributes
// CHECK: tensor.extract_slice %arg0[0, 2] [5, 2] [1, 1]
func.func @slice_attributes(%x: tensor<5x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Slice"(%x) {axes = array<i64: 1>, ends = array<i64: 1000>, starts = array<i64: -2>} opset 9 : (tensor<5x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK: #[[FROM:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: func @expand
// CHECK: %[[X:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0, 1]] : tensor<3x1xf32> into tensor<3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[FROM]], {{.*}} ins(%[[X]] : tensor<3xf32>) outs(%{{.*}} : tensor<3x4xf32>)
func.func @expand(%x: tensor<3x1xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[1, 4]> : tensor<2xi64>
  %y = onnx.node "Expand"(%x, %shape) {} opset 13 : (tensor<3x1xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A tile is a broadcast of a new outer dimension.
// CHECK: #[[FROM:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func @tile
// CHECK: linalg.generic {indexing_maps = [#[[FROM]], {{.*}} ins(%arg0 : {{.*}} outs(%{{.*}} : tensor<2x3x4xf32>)
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
func.func @tile(%x: tensor<3x4xf32>) -> tensor<*xf32> {
  %repeats = arith.constant dense<[2, 1]> : tensor<2xi64>
  %y = onnx.node "Tile"(%x, %repeats) {} opset 13 : (tensor<3x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @depth_to_space
// CHECK: tensor.expand_shape %arg0 {{.*}} into tensor<1x2x2x3x4x5xf32>
// CHECK: linalg.transpose {{.*}} permutation = [0, 3, 4, 1, 5, 2]
// CHECK: tensor.collapse_shape {{.*}} into tensor<1x3x8x10xf32>
func.func @depth_to_space(%x: tensor<1x12x4x5xf32>) -> tensor<*xf32> {
  %y = onnx.node "DepthToSpace"(%x) {blocksize = 2 : i64} opset 13 : (tensor<1x12x4x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
