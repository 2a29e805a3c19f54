// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Convolutions run channels-last; the bias is added before the transpose back.
// CHECK: #[[SUM:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK: #[[BIAS:.*]] = affine_map<(d0, d1, d2, d3) -> (d3)>
// CHECK-LABEL: func @dense
// CHECK-SAME: %[[X:[^:]*]]: tensor<1x3x8x9xf32>, %[[W:[^:]*]]: tensor<4x3x3x3xf32>, %[[B:[^:]*]]: tensor<4xf32>
// CHECK: %[[NHWC:.*]] = linalg.transpose ins(%[[X]] {{.*}} permutation = [0, 2, 3, 1]
// CHECK: %[[PAD:.*]] = tensor.pad %[[NHWC]] low[0, 1, 0, 0] high[0, 0, 2, 0]
// CHECK: tensor<1x8x9x3xf32> to tensor<1x9x11x3xf32>
// CHECK: %[[HWCF:.*]] = linalg.transpose ins(%[[W]] {{.*}} permutation = [2, 3, 1, 0]
// CHECK: %[[ZERO:.*]] = linalg.fill
// CHECK: %[[CONV:.*]] = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<[1, 2]> : tensor<2xi64>} ins(%[[PAD]], %[[HWCF]] {{.*}} outs(%[[ZERO]] : tensor<1x7x5x4xf32>)
// CHECK: %[[EPILOGUE:.*]] = linalg.generic {indexing_maps = [#[[SUM]], #[[BIAS]], #[[SUM]]]{{.*}} ins(%[[CONV]], %[[B]]
// CHECK: linalg.transpose ins(%[[EPILOGUE]] {{.*}} permutation = [0, 3, 1, 2]
// CHECK: return %{{.*}} : tensor<1x4x7x5xf32>
func.func @dense(%x: tensor<1x3x8x9xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w, %b) {pads = array<i64: 1, 0, 0, 2>, strides = array<i64: 1, 2>} opset 13
     : (tensor<1x3x8x9xf32>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Padding that no window reaches is left out: 8 elements, 2 at the end, stride 4.
// CHECK-LABEL: func @unreached_padding
// CHECK-NOT: tensor.pad
// CHECK: return %{{.*}} : tensor<1x1x2x2xf32>
func.func @unreached_padding(%x: tensor<1x1x8x8xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w) {pads = array<i64: 0, 0, 2, 2>, strides = array<i64: 4, 4>} opset 13
     : (tensor<1x1x8x8xf32>, tensor<1x1x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// SAME_LOWER puts the odd element of padding first.
// CHECK-LABEL: func @same_lower
// CHECK: tensor.pad %{{.*}} low[0, 1, 1, 0] high[0, 0, 1, 0]
// CHECK: return %{{.*}} : tensor<1x1x4x5xf32>
func.func @same_lower(%x: tensor<1x1x8x5xf32>, %w: tensor<1x1x3x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w) {auto_pad = "SAME_LOWER", strides = array<i64: 2, 1>} opset 13
     : (tensor<1x1x8x5xf32>, tensor<1x1x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A window of one element stays a convolution, whose rows and columns can be padded
// for the next one; constant weights are transposed at compile time.
// CHECK-LABEL: func @pointwise
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[\[}}[1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]]]> : tensor<1x1x2x2xf32>
// CHECK: linalg.conv_2d_nhwc_hwcf {{.*}} ins(%{{.*}}, %[[W]]
// CHECK: return %{{.*}} : tensor<2x2x4x5xf32>
func.func @pointwise(%x: tensor<2x2x4x5xf32>) -> tensor<*xf32> {
  %w = arith.constant dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf32>
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<2x2x4x5xf32>, tensor<2x2x1x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @depthwise
// CHECK: linalg.depthwise_conv_2d_nhwc_hwc {dilations = dense<2> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
// CHECK-SAME: ins(%{{.*}}, %{{.*}} : tensor<1x8x8x6xf32>, tensor<3x3x6xf32>) outs(%{{.*}} : tensor<1x4x4x6xf32>)
func.func @depthwise(%x: tensor<1x6x8x8xf32>, %w: tensor<6x1x3x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w) {dilations = array<i64: 2, 2>, group = 6 : i64} opset 13
     : (tensor<1x6x8x8xf32>, tensor<6x1x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Groups are a dimension of a generic; the filters of a group are innermost.
// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 * 2 + d5, d2 * 2 + d6, d3, d7)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d3, d5, d6, d7, d4)>
// CHECK-DAG: #[[Y:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4)>
// CHECK-LABEL: func @grouped
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[W]], #[[Y]]]
// CHECK-SAME: ins(%{{.*}}, %{{.*}} : tensor<1x9x9x2x2xf32>, tensor<2x3x3x2x3xf32>) outs(%{{.*}} : tensor<1x4x4x2x3xf32>)
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<1x4x4x2x3xf32>, tensor<2x3xf32>)
// CHECK: return %{{.*}} : tensor<1x6x4x4xf32>
func.func @grouped(%x: tensor<1x4x9x9xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w, %b) {group = 2 : i64, strides = array<i64: 2, 2>} opset 13
     : (tensor<1x4x9x9xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A 1-D convolution is a 2-D one of height 1.
// CHECK-LABEL: func @one_dimension
// CHECK: linalg.conv_2d_nhwc_hwcf {{.*}} ins(%{{.*}}, %{{.*}} : tensor<1x1x10x3xf32>, tensor<1x5x3x4xf32>) outs(%{{.*}} : tensor<1x1x6x4xf32>)
// CHECK: return %{{.*}} : tensor<1x4x6xf32>
func.func @one_dimension(%x: tensor<1x3x10xf32>, %w: tensor<4x3x5xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x3x10xf32>, tensor<4x3x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK: #[[X:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7, d8) -> (d0, d1 + d5, d2 + d6, d3 + d7, d8)>
// CHECK-LABEL: func @three_dimensions
// CHECK: linalg.generic {indexing_maps = [#[[X]]
// CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "reduction"]
// CHECK: return %{{.*}} : tensor<1x2x3x3x3xf32>
func.func @three_dimensions(%x: tensor<1x3x4x4x4xf32>, %w: tensor<2x3x2x2x2xf32>) -> tensor<*xf32> {
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x3x4x4x4xf32>, tensor<2x3x2x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Short floats accumulate in f32 and are rounded once.
// CHECK-LABEL: func @half
// CHECK: linalg.conv_2d_nhwc_hwcf {{.*}} tensor<2x2x1x1xf16>) outs(%{{.*}} : tensor<1x3x3x1xf32>)
// CHECK: arith.truncf
// CHECK: return %{{.*}} : tensor<1x1x3x3xf16>
func.func @half(%x: tensor<1x1x4x4xf16>, %w: tensor<1x1x2x2xf16>) -> tensor<*xf16> {
  %y = onnx.node "Conv"(%x, %w) {} opset 13 : (tensor<1x1x4x4xf16>, tensor<1x1x2x2xf16>) -> tensor<*xf16>
  return %y : tensor<*xf16>
}
