// RUN: sinter-opt --split-input-file --read-padded-interior %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>

// The residual reads between the padding, also where it stands before the pad.
// CHECK-LABEL: func @residual
// CHECK:         %[[X:.*]] = linalg.exp
// CHECK:         %[[P:.*]] = tensor.pad %[[X]] low[1, 1] high[1, 1]
// CHECK:         %[[I:.*]] = tensor.extract_slice %[[P]][1, 1] [4, 4] [1, 1]
// CHECK:         linalg.abs ins(%[[I]]
// CHECK:         return %{{.*}}, %[[P]]
func.func @residual(%arg: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<6x6xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %x = linalg.exp ins(%arg : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.abs ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %p = tensor.pad %x low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x4xf32> to tensor<6x6xf32>
  return %r, %p : tensor<4x4xf32>, tensor<6x6xf32>
}

// -----

// A value that is also returned, or reshaped, must lie dense.
// CHECK-LABEL: func @returned
// CHECK-NOT:     tensor.extract_slice
func.func @returned(%arg: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<6x6xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %x = linalg.exp ins(%arg : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %p = tensor.pad %x low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x4xf32> to tensor<6x6xf32>
  return %x, %p : tensor<4x4xf32>, tensor<6x6xf32>
}
