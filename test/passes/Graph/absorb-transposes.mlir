// RUN: sinter-opt --split-input-file --absorb-transposes %s | FileCheck %s

// Heads are split off and joined by going through other dimensions; the keys, whose lanes
// would not be contiguous, are packed by a transpose.
// CHECK-DAG:   #[[Q:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d0, d3)>
// CHECK-DAG:   #[[K:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
// CHECK-DAG:   #[[S:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-LABEL: func @scores
// CHECK-SAME:    %[[QUERIES:[a-z0-9]+]]: tensor<1x16x4x8xf32>, %[[KEYS:[a-z0-9]+]]: tensor<1x16x4x8xf32>
// CHECK:         %[[A:.*]] = tensor.collapse_shape %[[QUERIES]] {{.*}} into tensor<16x4x8xf32>
// CHECK:         %[[B:.*]] = tensor.collapse_shape %[[KEYS]] {{.*}} into tensor<16x4x8xf32>
// CHECK:         %[[PACKED:.*]] = linalg.transpose ins(%[[B]] {{.*}} permutation = [1, 2, 0]
// CHECK:         linalg.generic {indexing_maps = [#[[Q]], #[[K]], #[[S]]]
// CHECK-SAME:      ins(%[[A]], %[[PACKED]] :
// CHECK-NOT:     linalg.transpose
func.func @scores(%q: tensor<1x16x4x8xf32>, %k: tensor<1x16x4x8xf32>) -> tensor<4x16x16xf32> {
  %zero = arith.constant 0.0 : f32
  %qe = tensor.empty() : tensor<1x4x16x8xf32>
  %qt = linalg.transpose ins(%q : tensor<1x16x4x8xf32>) outs(%qe : tensor<1x4x16x8xf32>) permutation = [0, 2, 1, 3]
  %ke = tensor.empty() : tensor<1x4x8x16xf32>
  %kt = linalg.transpose ins(%k : tensor<1x16x4x8xf32>) outs(%ke : tensor<1x4x8x16xf32>) permutation = [0, 2, 3, 1]
  %a = tensor.collapse_shape %qt [[0, 1], [2], [3]] : tensor<1x4x16x8xf32> into tensor<4x16x8xf32>
  %b = tensor.collapse_shape %kt [[0, 1], [2], [3]] : tensor<1x4x8x16xf32> into tensor<4x8x16xf32>
  %e = tensor.empty() : tensor<4x16x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x16x16xf32>) -> tensor<4x16x16xf32>
  %s = linalg.batch_matmul ins(%a, %b : tensor<4x16x8xf32>, tensor<4x8x16xf32>) outs(%f : tensor<4x16x16xf32>) -> tensor<4x16x16xf32>
  return %s : tensor<4x16x16xf32>
}

// -----

// CHECK-DAG:   #[[O:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d0, d2)>
// CHECK-LABEL: func @join
// CHECK:         linalg.fill {{.*}} tensor<16x4x8xf32>
// CHECK:         %[[R:.*]] = linalg.generic {indexing_maps = [{{.*}}, #[[O]]]
// CHECK-NOT:     linalg.transpose
// CHECK:         tensor.collapse_shape %[[R]] {{\[\[}}0], [1, 2]]
func.func @join(%p: tensor<4x16x16xf32>, %v: tensor<4x16x8xf32>) -> tensor<16x32xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x16x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x16x8xf32>) -> tensor<4x16x8xf32>
  %o = linalg.batch_matmul ins(%p, %v : tensor<4x16x16xf32>, tensor<4x16x8xf32>) outs(%f : tensor<4x16x8xf32>) -> tensor<4x16x8xf32>
  %te = tensor.empty() : tensor<16x4x8xf32>
  %t = linalg.transpose ins(%o : tensor<4x16x8xf32>) outs(%te : tensor<16x4x8xf32>) permutation = [1, 0, 2]
  %r = tensor.collapse_shape %t [[0], [1, 2]] : tensor<16x4x8xf32> into tensor<16x32xf32>
  return %r : tensor<16x32xf32>
}

// -----

// One query row does not pay for packing keys: their lanes are summed up instead.
// CHECK-DAG:   #[[K:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
// CHECK-LABEL: func @decode
// CHECK-SAME:    %{{.*}}: tensor<4x1x8xf32>, %[[KEYS:[a-z0-9]+]]: tensor<4x16x8xf32>
// CHECK:         linalg.generic {indexing_maps = [{{.*}}, #[[K]], {{.*}}]{{.*}} ins(%{{.*}}, %[[KEYS]]
func.func @decode(%q: tensor<4x1x8xf32>, %k: tensor<4x16x8xf32>) -> tensor<4x1x16xf32> {
  %zero = arith.constant 0.0 : f32
  %ke = tensor.empty() : tensor<4x8x16xf32>
  %kt = linalg.transpose ins(%k : tensor<4x16x8xf32>) outs(%ke : tensor<4x8x16xf32>) permutation = [0, 2, 1]
  %e = tensor.empty() : tensor<4x1x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x1x16xf32>) -> tensor<4x1x16xf32>
  %s = linalg.batch_matmul ins(%q, %kt : tensor<4x1x8xf32>, tensor<4x8x16xf32>) outs(%f : tensor<4x1x16xf32>) -> tensor<4x1x16xf32>
  return %s : tensor<4x1x16xf32>
}

// -----

// Slices come last, where their readers take them along.
// CHECK-LABEL: func @split
// CHECK:         %[[X:.*]] = tensor.expand_shape %{{.*}} output_shape [16, 12, 8] :
// CHECK:         %[[S:.*]] = tensor.extract_slice %[[X]][0, 4, 0] [16, 4, 8] [1, 1, 1]
// CHECK:         return %[[S]]
func.func @split(%x: tensor<16x96xf32>) -> tensor<16x4x8xf32> {
  %s = tensor.extract_slice %x[0, 32] [16, 32] [1, 1] : tensor<16x96xf32> to tensor<16x32xf32>
  %r = tensor.expand_shape %s [[0], [1, 2]] output_shape [16, 4, 8] : tensor<16x32xf32> into tensor<16x4x8xf32>
  return %r : tensor<16x4x8xf32>
}

// -----

// Parts that are not whole stay as they are.
// CHECK-LABEL: func @across
// CHECK:         tensor.extract_slice %{{.*}}[0, 4] [16, 32]
// CHECK:         tensor.expand_shape
func.func @across(%x: tensor<16x96xf32>) -> tensor<16x4x8xf32> {
  %s = tensor.extract_slice %x[0, 4] [16, 32] [1, 1] : tensor<16x96xf32> to tensor<16x32xf32>
  %r = tensor.expand_shape %s [[0], [1, 2]] output_shape [16, 4, 8] : tensor<16x32xf32> into tensor<16x4x8xf32>
  return %r : tensor<16x4x8xf32>
}

// -----

// One of three interleaved parts becomes a slice with a stride; two of three have gaps of
// different size.
// CHECK-LABEL: func @interleaved
// CHECK:         %[[X:.*]] = tensor.collapse_shape %{{.*}} : tensor<16x3x8xf32> into tensor<48x8xf32>
// CHECK:         tensor.extract_slice %[[X]][1, 0] [16, 8] [3, 1]
// CHECK:         %[[S:.*]] = tensor.extract_slice %{{.*}}[0, 1, 0] [16, 2, 8] [1, 1, 1]
// CHECK:         tensor.collapse_shape %[[S]]
func.func @interleaved(%x: tensor<16x3x8xf32>) -> (tensor<16x8xf32>, tensor<32x8xf32>) {
  %one = tensor.extract_slice %x[0, 1, 0] [16, 1, 8] [1, 1, 1] : tensor<16x3x8xf32> to tensor<16x1x8xf32>
  %a = tensor.collapse_shape %one [[0, 1], [2]] : tensor<16x1x8xf32> into tensor<16x8xf32>
  %two = tensor.extract_slice %x[0, 1, 0] [16, 2, 8] [1, 1, 1] : tensor<16x3x8xf32> to tensor<16x2x8xf32>
  %b = tensor.collapse_shape %two [[0, 1], [2]] : tensor<16x2x8xf32> into tensor<32x8xf32>
  return %a, %b : tensor<16x8xf32>, tensor<32x8xf32>
}

// -----

// A transpose that is padded keeps its unit dimension, so that nothing stands between them.
// CHECK-LABEL: func @padded
// CHECK:         %[[T:.*]] = linalg.transpose {{.*}} permutation = [0, 2, 3, 1]
// CHECK-NEXT:    tensor.pad %[[T]]
// CHECK-NOT:     expand_shape
func.func @padded(%x: tensor<1x3x8x8xf32>) -> tensor<1x10x10x3xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x8x3xf32>
  %t = linalg.transpose ins(%x : tensor<1x3x8x8xf32>) outs(%e : tensor<1x8x8x3xf32>) permutation = [0, 2, 3, 1]
  %p = tensor.pad %t low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%a: index, %b: index, %c: index, %d: index):
    tensor.yield %zero : f32
  } : tensor<1x8x8x3xf32> to tensor<1x10x10x3xf32>
  return %p : tensor<1x10x10x3xf32>
}
