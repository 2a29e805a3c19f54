// RUN: sinter-opt --split-input-file --propagate-transposes %s | FileCheck %s

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#channel = affine_map<(d0, d1, d2, d3) -> (d1)>

// The bias and the sum are computed channels-last; the transposes cancel.
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[LAST:.*]] = affine_map<(d0, d1, d2, d3) -> (d3)>
// CHECK-LABEL: func @elementwise
// CHECK-SAME:    %[[X:.*]]: tensor<1x8x8x4xf32>, %[[Y:.*]]: tensor<1x8x8x4xf32>, %[[B:.*]]: tensor<4xf32>
// CHECK-NOT:     linalg.transpose
// CHECK:         %[[R:.*]] = linalg.generic {indexing_maps = [#[[ID]], #[[ID]], #[[LAST]], #[[ID]]]
// CHECK-SAME:      ins(%[[X]], %[[Y]], %[[B]]
// CHECK:         return %[[R]]
func.func @elementwise(%x: tensor<1x8x8x4xf32>, %y: tensor<1x8x8x4xf32>, %b: tensor<4xf32>) -> tensor<1x8x8x4xf32> {
  %e = tensor.empty() : tensor<1x4x8x8xf32>
  %e2 = tensor.empty() : tensor<1x8x8x4xf32>
  %tx = linalg.transpose ins(%x : tensor<1x8x8x4xf32>) outs(%e : tensor<1x4x8x8xf32>) permutation = [0, 3, 1, 2]
  %ty = linalg.transpose ins(%y : tensor<1x8x8x4xf32>) outs(%e : tensor<1x4x8x8xf32>) permutation = [0, 3, 1, 2]
  %r = linalg.generic {indexing_maps = [#id, #id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%tx, %ty, %b : tensor<1x4x8x8xf32>, tensor<1x4x8x8xf32>, tensor<4xf32>) outs(%e : tensor<1x4x8x8xf32>) {
  ^bb0(%p: f32, %q: f32, %c: f32, %out: f32):
    %0 = arith.addf %p, %q : f32
    %1 = arith.mulf %0, %c : f32
    linalg.yield %1 : f32
  } -> tensor<1x4x8x8xf32>
  %t = linalg.transpose ins(%r : tensor<1x4x8x8xf32>) outs(%e2 : tensor<1x8x8x4xf32>) permutation = [0, 2, 3, 1]
  return %t : tensor<1x8x8x4xf32>
}

// -----

// CHECK-LABEL: func @movement
// CHECK-NOT:     linalg.transpose
// CHECK:         tensor.pad %arg0 low[1, 2] high[0, 3]
// CHECK:         tensor.concat dim(0)
// CHECK:         tensor.extract_slice %{{.*}}[1, 0] [4, 9] [1, 1]
func.func @movement(%x: tensor<3x4xf32>, %y: tensor<2x9xf32>) -> tensor<4x9xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x3xf32>
  %e2 = tensor.empty() : tensor<9x2xf32>
  %e3 = tensor.empty() : tensor<4x9xf32>
  %t = linalg.transpose ins(%x : tensor<3x4xf32>) outs(%e : tensor<4x3xf32>) permutation = [1, 0]
  %ty = linalg.transpose ins(%y : tensor<2x9xf32>) outs(%e2 : tensor<9x2xf32>) permutation = [1, 0]
  %p = tensor.pad %t low[2, 1] high[3, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x3xf32> to tensor<9x4xf32>
  %c = tensor.concat dim(1) %p, %ty : (tensor<9x4xf32>, tensor<9x2xf32>) -> tensor<9x6xf32>
  %s = tensor.extract_slice %c[0, 1] [9, 4] [1, 1] : tensor<9x6xf32> to tensor<9x4xf32>
  %r = linalg.transpose ins(%s : tensor<9x4xf32>) outs(%e3 : tensor<4x9xf32>) permutation = [1, 0]
  return %r : tensor<4x9xf32>
}

// -----

// Splitting and merging dimensions commutes with moving them (a channel shuffle).
// CHECK-LABEL: func @reshape
// CHECK:         %[[E:.*]] = tensor.expand_shape %arg0 {{\[\[}}0], [1], [2, 3]] output_shape [5, 7, 2, 3]
// CHECK:         linalg.transpose ins(%[[E]] {{.*}} permutation = [0, 1, 3, 2]
// CHECK-NOT:     linalg.transpose
func.func @reshape(%x: tensor<5x7x6xf32>) -> tensor<5x7x3x2xf32> {
  %e = tensor.empty() : tensor<6x5x7xf32>
  %e2 = tensor.empty() : tensor<5x7x3x2xf32>
  %t = linalg.transpose ins(%x : tensor<5x7x6xf32>) outs(%e : tensor<6x5x7xf32>) permutation = [2, 0, 1]
  %s = tensor.expand_shape %t [[0, 1], [2], [3]] output_shape [2, 3, 5, 7] : tensor<6x5x7xf32> into tensor<2x3x5x7xf32>
  %r = linalg.transpose ins(%s : tensor<2x3x5x7xf32>) outs(%e2 : tensor<5x7x3x2xf32>) permutation = [2, 3, 1, 0]
  return %r : tensor<5x7x3x2xf32>
}

// -----

// CHECK-LABEL: func @constants_and_unit_dims
// CHECK-NOT:     linalg.transpose
// CHECK-DAG:     arith.constant dense<{{\[\[}}1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]>
// CHECK-DAG:     tensor.expand_shape
func.func @constants_and_unit_dims(%x: tensor<1x1x4xf32>) -> (tensor<2x2xf32>, tensor<1x4x1xf32>) {
  %c = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %e2 = tensor.empty() : tensor<1x4x1xf32>
  %t = linalg.transpose ins(%c : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  %u = linalg.transpose ins(%x : tensor<1x1x4xf32>) outs(%e2 : tensor<1x4x1xf32>) permutation = [0, 2, 1]
  return %t, %u : tensor<2x2xf32>, tensor<1x4x1xf32>
}

// -----

// A convolution reads the pad: below it there is nothing to cancel with, and the
// transpose can write between the padding.
// CHECK-LABEL: func @pad_of_convolution
// CHECK: %[[T:.*]] = linalg.transpose
// CHECK: %[[P:.*]] = tensor.pad %[[T]]
// CHECK: linalg.conv_2d_nhwc_hwcf ins(%[[P]]
func.func @pad_of_convolution(%x: tensor<1x3x4x4xf32>, %w: tensor<3x3x3x8xf32>, %y: tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x4x4x3xf32>
  %t = linalg.transpose ins(%x : tensor<1x3x4x4xf32>) outs(%e : tensor<1x4x4x3xf32>) permutation = [0, 2, 3, 1]
  %p = tensor.pad %t low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x4x4x3xf32> to tensor<1x6x6x3xf32>
  %c = linalg.conv_2d_nhwc_hwcf ins(%p, %w : tensor<1x6x6x3xf32>, tensor<3x3x3x8xf32>) outs(%y : tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  return %c : tensor<1x4x4x8xf32>
}
