// RUN: sinter-opt --split-input-file --form-dispatch-regions %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>

// The fill, the root and its elementwise consumer form one region.
// CHECK-LABEL: func @epilogue
func.func @epilogue(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<16xf32>) -> tensor<4x16xf32> {
  // CHECK-NEXT: %[[R:.*]] = flow.region "matmul" -> tensor<4x16xf32> {
  // CHECK:        linalg.fill
  // CHECK:        linalg.matmul
  // CHECK:        linalg.generic
  // CHECK:        flow.yield
  // CHECK-NEXT: }
  // CHECK-NEXT: return %[[R]]
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %m = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%f : tensor<4x16xf32>) -> tensor<4x16xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%m, %b : tensor<4x16xf32>, tensor<16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: f32, %bias: f32, %out: f32):
    %s = arith.addf %in, %bias : f32
    linalg.yield %s : f32
  } -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A second root is a region of its own; a shared fill goes with each root. What
// another reads as well becomes one of several results.
// CHECK-LABEL: func @two_users
func.func @two_users(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  // CHECK: %[[A:.*]]:2 = flow.region "matmul"
  // CHECK:   linalg.fill
  // CHECK:   %[[M:.*]] = linalg.matmul
  // CHECK:   %[[R:.*]] = linalg.generic
  // CHECK:   flow.yield %[[M]], %[[R]]
  // CHECK: %[[B:.*]] = flow.region "matmul"
  // CHECK:   linalg.fill
  // CHECK:   linalg.matmul ins(%[[A]]#0
  // CHECK: return %[[B]], %[[A]]#1
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %a = linalg.matmul ins(%x, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) -> tensor<4x4xf32>
  %b = linalg.matmul ins(%a, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = math.exp %in : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %b, %r : tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// Scalars are computed where they are used.
// CHECK-LABEL: func @scalars
func.func @scalars(%x: tensor<f32>) -> tensor<f32> {
  // CHECK-NEXT: flow.region "general" -> tensor<f32> {
  // CHECK-NEXT:   tensor.extract
  // CHECK-NEXT:   math.absf
  // CHECK-NEXT:   tensor.from_elements
  %s = tensor.extract %x[] : tensor<f32>
  %a = math.absf %s : f32
  %r = tensor.from_elements %a : tensor<f32>
  return %r : tensor<f32>
}

// -----

// The root writes between the padding: the pad belongs to it.
// CHECK-LABEL: func @padded
func.func @padded(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>) -> tensor<6x18xf32> {
  // CHECK-NEXT: flow.region "matmul" -> tensor<6x18xf32> {
  // CHECK:        linalg.matmul
  // CHECK:        tensor.pad
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %m = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%f : tensor<4x16xf32>) -> tensor<4x16xf32>
  %p = tensor.pad %m low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x16xf32> to tensor<6x18xf32>
  return %p : tensor<6x18xf32>
}
