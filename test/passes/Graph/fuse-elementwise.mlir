// RUN: sinter-opt --split-input-file --generalize-elementwise --fuse-elementwise --mlir-print-debuginfo %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0, 0)>

// Two operations become one, which keeps both names; a broadcast unit dimension
// is dropped from its operand.
// CHECK-LABEL: func @chain
// CHECK:         tensor.collapse_shape %arg1 {{\[\[}}0, 1]]
// CHECK:         linalg.generic
// CHECK:           arith.addf
// CHECK:           math.exp
// CHECK-NOT:     linalg.generic
// CHECK:         loc(#[[FUSED:.*]])
func.func @chain(%x: tensor<4x8xf32>, %b: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %s = linalg.generic {indexing_maps = [#id, #first, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : tensor<4x8xf32>, tensor<4x1xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%p: f32, %q: f32, %out: f32):
    %0 = arith.addf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32> loc("add")
  %r = linalg.exp ins(%s : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32> loc("exp")
  return %r : tensor<4x8xf32>
}
// CHECK-DAG: #[[ADD:.*]] = loc("add")
// CHECK-DAG: #[[EXP:.*]] = loc("exp")
// CHECK-DAG: loc(fused[#[[ADD]], #[[EXP]]])

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A producer that two operations read is computed once.
// CHECK-LABEL: func @shared
// CHECK-COUNT-3: linalg.generic
func.func @shared(%x: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %e = tensor.empty() : tensor<4x8xf32>
  %a = linalg.exp ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %b = linalg.abs ins(%a : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %c = linalg.negf ins(%a : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %b, %c : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// An elementwise operation on a reshaped matmul works on the matmul's result.
// CHECK-LABEL: func @reshaped_root
// CHECK:         %[[M:.*]] = linalg.matmul
// CHECK:         %[[G:.*]] = linalg.generic {{.*}} ins(%[[M]] : tensor<8x4xf32>)
// CHECK:         tensor.expand_shape %[[G]]
func.func @reshaped_root(%x: tensor<8x8xf32>, %w: tensor<8x4xf32>, %init: tensor<8x4xf32>) -> tensor<2x4x4xf32> {
  %m = linalg.matmul ins(%x, %w : tensor<8x8xf32>, tensor<8x4xf32>) outs(%init : tensor<8x4xf32>) -> tensor<8x4xf32>
  %v = tensor.expand_shape %m [[0, 1], [2]] output_shape [2, 4, 4] : tensor<8x4xf32> into tensor<2x4x4xf32>
  %e = tensor.empty() : tensor<2x4x4xf32>
  %r = linalg.exp ins(%v : tensor<2x4x4xf32>) outs(%e : tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  return %r : tensor<2x4x4xf32>
}

// -----

// A producer whose other result is needed in between stays where it is.
// CHECK-LABEL: func @two_results
// CHECK-COUNT-3: linalg.generic
func.func @two_results(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = tensor.empty() : tensor<3xf32>
  %1:2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<3xf32>) outs(%0, %0 : tensor<3xf32>, tensor<3xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32):
    %2 = math.exp %a : f32
    %3 = math.tanh %a : f32
    linalg.yield %2, %3 : f32, f32
  } -> (tensor<3xf32>, tensor<3xf32>)
  %s = tensor.empty() : tensor<f32>
  %c = arith.constant 0.0 : f32
  %f = linalg.fill ins(%c : f32) outs(%s : tensor<f32>) -> tensor<f32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%1#0 : tensor<3xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %2 = arith.addf %a, %o : f32
    linalg.yield %2 : f32
  } -> tensor<f32>
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%1#1, %r : tensor<3xf32>, tensor<f32>) outs(%0 : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %2 = arith.addf %a, %b : f32
    linalg.yield %2 : f32
  } -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// Arithmetic is done where rows are long, not where a transpose writes rows of 3.
// CHECK-LABEL: func @short_rows
// CHECK: math.exp
// CHECK: linalg.generic
// CHECK-NOT: math
func.func @short_rows(%x: tensor<3x64xf32>) -> tensor<64x3xf32> {
  %0 = tensor.empty() : tensor<3x64xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<3x64xf32>) outs(%0 : tensor<3x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %2 = math.exp %a : f32
    %3 = arith.mulf %2, %a : f32
    %4 = math.tanh %3 : f32
    linalg.yield %4 : f32
  } -> tensor<3x64xf32>
  %5 = tensor.empty() : tensor<64x3xf32>
  %6 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<3x64xf32>) outs(%5 : tensor<64x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<64x3xf32>
  return %6 : tensor<64x3xf32>
}

// -----

// A sum of two matrix products' int8 results is computed with the first product. The second
// becomes int8 on its own: as int32 it would take four times the memory until it is added.
// CHECK-LABEL: func @narrowed_products
// CHECK: linalg.matmul
// CHECK: linalg.matmul
// CHECK: %[[NARROW:.*]] = linalg.generic {{.*}} ins(%{{.*}} : tensor<4x4xi32>)
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %[[NARROW]] : tensor<4x4xi32>, tensor<4x4xi8>)
// CHECK-NOT: linalg.generic
#same = affine_map<(d0, d1) -> (d0, d1)>
func.func @narrowed_products(%x: tensor<4x4xi32>, %y: tensor<4x4xi32>) -> tensor<4x4xi8> {
  %c = arith.constant 0 : i32
  %wide = tensor.empty() : tensor<4x4xi32>
  %narrow = tensor.empty() : tensor<4x4xi8>
  %zero = linalg.fill ins(%c : i32) outs(%wide : tensor<4x4xi32>) -> tensor<4x4xi32>
  %p = linalg.matmul ins(%x, %y : tensor<4x4xi32>, tensor<4x4xi32>) outs(%zero : tensor<4x4xi32>) -> tensor<4x4xi32>
  %q = linalg.matmul ins(%y, %x : tensor<4x4xi32>, tensor<4x4xi32>) outs(%zero : tensor<4x4xi32>) -> tensor<4x4xi32>
  %p8 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<4x4xi32>) outs(%narrow : tensor<4x4xi8>) {
  ^bb0(%a: i32, %o: i8):
    %0 = arith.trunci %a : i32 to i8
    linalg.yield %0 : i8
  } -> tensor<4x4xi8>
  %q8 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%q : tensor<4x4xi32>) outs(%narrow : tensor<4x4xi8>) {
  ^bb0(%a: i32, %o: i8):
    %0 = arith.trunci %a : i32 to i8
    linalg.yield %0 : i8
  } -> tensor<4x4xi8>
  %sum = linalg.generic {indexing_maps = [#same, #same, #same], iterator_types = ["parallel", "parallel"]} ins(%p8, %q8 : tensor<4x4xi8>, tensor<4x4xi8>) outs(%narrow : tensor<4x4xi8>) {
  ^bb0(%a: i8, %b: i8, %o: i8):
    %0 = arith.addi %a, %b : i8
    linalg.yield %0 : i8
  } -> tensor<4x4xi8>
  return %sum : tensor<4x4xi8>
}
