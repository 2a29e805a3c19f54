// RUN: sinter-opt %s --split-input-file --compute-splats | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// A loop whose size its result tells reads the number itself.
// CHECK-LABEL: func @read_number(
// CHECK-SAME:    %[[X:.*]]: tensor<2048xf32>
// CHECK-NOT:     dense<
// CHECK:         linalg.generic {{.*}} ins(%[[X]] : tensor<2048xf32>)
// CHECK:           %[[NUMBER:.*]] = arith.constant 1.5
// CHECK:           arith.addf %{{.*}}, %[[NUMBER]]
func.func @read_number(%x: tensor<2048xf32>) -> tensor<2048xf32> {
  %c = arith.constant dense<1.5> : tensor<2048xf32>
  %e = tensor.empty() : tensor<2048xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %c : tensor<2048xf32>, tensor<2048xf32>) outs(%e : tensor<2048xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<2048xf32>
  return %r : tensor<2048xf32>
}

// -----

// A sum needs the constant to know how many there are; it is too small to be computed.
// CHECK-LABEL: func @size_of_loop(
// CHECK:         %[[C:.*]] = arith.constant dense<2.0
// CHECK:         linalg.generic {{.*}} ins(%[[C]]
func.func @size_of_loop(%init: tensor<f32>) -> tensor<f32> {
  %c = arith.constant dense<2.0> : tensor<5000xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>],
                       iterator_types = ["reduction"]}
      ins(%c : tensor<5000xf32>) outs(%init : tensor<f32>) {
  ^bb0(%a: f32, %sum: f32):
    %s = arith.addf %a, %sum : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}

// -----

// What others read is computed if it is very large.
// CHECK-LABEL: func @computed(
// CHECK:         %[[C:.*]] = linalg.generic {{.*}} outs({{.*}} : tensor<4096x4096xi8>)
// CHECK:           %[[NUMBER:.*]] = arith.constant 7 : i8
// CHECK:           linalg.yield %[[NUMBER]]
// CHECK:         tensor.extract_slice %[[C]]
func.func @computed(%at: index) -> tensor<1x4096xi8> {
  %c = arith.constant dense<7> : tensor<4096x4096xi8>
  %r = tensor.extract_slice %c[%at, 0] [1, 4096] [1, 1] : tensor<4096x4096xi8> to tensor<1x4096xi8>
  return %r : tensor<1x4096xi8>
}

// -----

// Small ones, and those of several numbers, stay.
// CHECK-LABEL: func @small(
// CHECK:         arith.constant dense<3.0
// CHECK:         ins(%{{.*}}, %{{.*}} : tensor<8xf32>, tensor<8xf32>)
func.func @small(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<3.0> : tensor<8xf32>
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>],
                       iterator_types = ["parallel"]}
      ins(%x, %c : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.mulf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}
