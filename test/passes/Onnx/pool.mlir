// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// CHECK-LABEL: func @max
// CHECK-DAG: %[[LOWEST:.*]] = arith.constant 0xFF800000 : f32
// CHECK: tensor.pad %{{.*}} low[0, 1, 1, 0] high[0, 0, 0, 0]
// CHECK: tensor.yield %[[LOWEST]]
// CHECK: linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
// CHECK-SAME: outs(%{{.*}} : tensor<1x4x4x3xf32>)
// CHECK: return %{{.*}} : tensor<1x3x4x4xf32>
func.func @max(%x: tensor<1x3x8x8xf32>) -> tensor<*xf32> {
  %y = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} opset 12
     : (tensor<1x3x8x8xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// The last window lies in the padding: its maximum is the lowest finite number.
// CHECK-LABEL: func @max_of_padding
// CHECK: %[[LOWEST:.*]] = arith.constant -3.40282347E+38 : f32
// CHECK: tensor.yield %[[LOWEST]]
func.func @max_of_padding(%x: tensor<1x2x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "MaxPool"(%x) {dilations = array<i64: 2>, kernel_shape = array<i64: 2>, pads = array<i64: 0, 4>} opset 12
     : (tensor<1x2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @max_unsigned
// CHECK: arith.constant 0 : i8
// CHECK: linalg.pooling_nhwc_max_unsigned
func.func @max_unsigned(%x: tensor<1x1x4x4xi8> {exec.unsigned}) -> tensor<*xi8> {
  %y = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 2, 2>} opset 12 : (tensor<1x1x4x4xi8>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

// Rounding the output size up adds padding at the end, but no window that starts in it.
// CHECK-LABEL: func @ceil
// CHECK: tensor.pad %{{.*}} low[0, 0, 0, 0] high[0, 1, 0, 0]
// CHECK: return %{{.*}} : tensor<1x1x3x2xf32>
func.func @ceil(%x: tensor<1x1x6x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "MaxPool"(%x) {ceil_mode = 1 : i64, kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>} opset 12
     : (tensor<1x1x6x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// All windows are full: one division by a constant.
// CHECK-LABEL: func @average_full
// CHECK: linalg.pooling_nhwc_sum
// CHECK: linalg.generic
// CHECK: arith.constant 2.500000e-01
// CHECK: arith.mulf
func.func @average_full(%x: tensor<1x3x4x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "AveragePool"(%x) {kernel_shape = array<i64: 2, 2>} opset 11 : (tensor<1x3x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Windows at the border cover fewer elements: 2, 3, 2 of 3.
// CHECK-LABEL: func @average_border
// CHECK: arith.constant dense<{{\[\[}}[5.000000e-01]], {{\[}}[0.333333343]], {{\[}}[5.000000e-01]]]> : tensor<3x1x1xf32>
func.func @average_border(%x: tensor<1x1x3x1xf32>) -> tensor<*xf32> {
  %y = onnx.node "AveragePool"(%x) {kernel_shape = array<i64: 3, 1>, pads = array<i64: 1, 0, 1, 0>} opset 11 : (tensor<1x1x3x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @average_with_pads
// CHECK: arith.constant 0.333333343 : f32
func.func @average_with_pads(%x: tensor<1x1x3x1xf32>) -> tensor<*xf32> {
  %y = onnx.node "AveragePool"(%x) {count_include_pad = 1 : i64, kernel_shape = array<i64: 3, 1>, pads = array<i64: 1, 0, 1, 0>} opset 11 : (tensor<1x1x3x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK: #[[X:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 + d5, d2 + d6, d3 + d7, d4)>
// CHECK-LABEL: func @max_3d
// CHECK: linalg.generic {indexing_maps = [#[[X]]
// CHECK: arith.maximumf
// CHECK: return %{{.*}} : tensor<1x2x3x3x3xf32>
func.func @max_3d(%x: tensor<1x2x4x4x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 2, 2, 2>} opset 12 : (tensor<1x2x4x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// The spatial dims are reduced channels-last; nothing is left to transpose back.
// CHECK: #[[X:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK: #[[Y:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d3)>
// CHECK-LABEL: func @global_average
// CHECK: linalg.transpose {{.*}} permutation = [0, 2, 3, 1]
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[Y]]], iterator_types = ["parallel", "reduction", "reduction", "parallel"]}
// CHECK: arith.constant 6.250000e-02
// CHECK-NOT: linalg.transpose
// CHECK: tensor.expand_shape {{.*}} into tensor<1x3x1x1xf32>
func.func @global_average(%x: tensor<1x3x4x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "GlobalAveragePool"(%x) {} opset 1 : (tensor<1x3x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @global_max
// CHECK: arith.maximumf
// CHECK: return %{{.*}} : tensor<2x3x1xf32>
func.func @global_max(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "GlobalMaxPool"(%x) {} opset 1 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Positions are those in the unpadded input: here from 5 * 4 elements per channel, 3 channels.
// CHECK-LABEL: func @max_positions
// CHECK: linalg.pooling_nhwc_max
// CHECK: linalg.generic {{.*}} outs(%{{.*}}, %{{.*}} : tensor<1x5x4x3xf32>, tensor<1x5x4x3xi64>)
// CHECK: arith.cmpf ogt
// CHECK: linalg.index 0
// CHECK: arith.constant 3 : index
// CHECK: arith.constant 5 : index
// CHECK: arith.constant 4 : index
// CHECK: return %{{.*}}, %{{.*}} : tensor<1x3x5x4xf32>, tensor<1x3x5x4xi64>
func.func @max_positions(%x: tensor<1x3x5x4xf32>) -> (tensor<*xf32>, tensor<*xi64>) {
  %y, %i = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>} opset 12
     : (tensor<1x3x5x4xf32>) -> (tensor<*xf32>, tensor<*xi64>)
  return %y, %i : tensor<*xf32>, tensor<*xi64>
}
