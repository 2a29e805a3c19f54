// RUN: sinter-opt --split-input-file --generalize-elementwise %s | FileCheck %s

// The first of several elements is not a unit dimension.
// CHECK-LABEL: func @first_element
// CHECK-NOT: collapse_shape
// CHECK: linalg.generic
func.func @first_element(%x: tensor<4x3xf32>) -> tensor<3xf32> {
  %0 = tensor.empty() : tensor<3xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (0, d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<4x3xf32>) outs(%0 : tensor<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %2 = math.exp %a : f32
    linalg.yield %2 : f32
  } -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
