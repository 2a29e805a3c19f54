// RUN: sinter-opt --split-input-file --form-dispatch-regions %s | FileCheck %s

#full = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// A softmax goes through its rows in one region, whatever reads what in it.
// CHECK-LABEL: func @softmax
// CHECK-NEXT:   %[[R:.*]] = flow.region "softmax" -> tensor<32x64xf32> {
// CHECK-COUNT-4:  linalg.generic
// CHECK:          flow.yield
// CHECK-NEXT:   } {flow.reason = "4 operations by 32 rows; ends as its result is returned"}
// CHECK-NEXT:   return %[[R]]
func.func @softmax(%x: tensor<32x64xf32>) -> tensor<32x64xf32> {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<32xf32>
  %y = tensor.empty() : tensor<32x64xf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<32xf32>) -> tensor<32xf32>
  %max = linalg.generic {indexing_maps = [#full, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<32x64xf32>) outs(%f : tensor<32xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.maximumf %in, %out : f32
    linalg.yield %m : f32
  } -> tensor<32xf32>
  %exp = linalg.generic {indexing_maps = [#full, #row, #full], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : tensor<32x64xf32>, tensor<32xf32>) outs(%y : tensor<32x64xf32>) {
  ^bb0(%in: f32, %m: f32, %out: f32):
    %d = arith.subf %in, %m : f32
    %p = math.exp %d : f32
    linalg.yield %p : f32
  } -> tensor<32x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<32xf32>) -> tensor<32xf32>
  %sum = linalg.generic {indexing_maps = [#full, #row], iterator_types = ["parallel", "reduction"]}
      ins(%exp : tensor<32x64xf32>) outs(%z : tensor<32xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<32xf32>
  %r = linalg.generic {indexing_maps = [#full, #row, #full], iterator_types = ["parallel", "parallel"]}
      ins(%exp, %sum : tensor<32x64xf32>, tensor<32xf32>) outs(%y : tensor<32x64xf32>) {
  ^bb0(%in: f32, %s: f32, %out: f32):
    %q = arith.divf %in, %s : f32
    linalg.yield %q : f32
  } -> tensor<32x64xf32>
  return %r : tensor<32x64xf32>
}

// -----

#full = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>

// What the rows' sum needs is also a result; reshapes between members are formed inside.
// CHECK-LABEL: func @two_results
// CHECK-NEXT:   %[[R:.*]]:2 = flow.region "normalize" -> tensor<32x64xf32>, tensor<32xf32> {
// CHECK:          %[[A:.*]] = linalg.generic
// CHECK:          %[[V:.*]] = tensor.collapse_shape
// CHECK:          %[[S:.*]] = linalg.generic {{.*}} ins(%[[V]]
// CHECK:          flow.yield %[[A]], %[[S]]
// CHECK:        return %[[R]]#0, %[[R]]#1
func.func @two_results(%x: tensor<32x64xf32>) -> (tensor<32x64xf32>, tensor<32xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<32xf32>
  %y = tensor.empty() : tensor<32x64xf32>
  %a = linalg.generic {indexing_maps = [#full, #full], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<32x64xf32>) outs(%y : tensor<32x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %p = math.absf %in : f32
    linalg.yield %p : f32
  } -> tensor<32x64xf32>
  %up = tensor.expand_shape %a [[0, 1], [2]] output_shape [4, 8, 64] : tensor<32x64xf32> into tensor<4x8x64xf32>
  %down = tensor.collapse_shape %up [[0, 1], [2]] : tensor<4x8x64xf32> into tensor<32x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<32xf32>) -> tensor<32xf32>
  %sum = linalg.generic {indexing_maps = [#full, #row], iterator_types = ["parallel", "reduction"]}
      ins(%down : tensor<32x64xf32>) outs(%z : tensor<32xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<32xf32>
  return %a, %sum : tensor<32x64xf32>, tensor<32xf32>
}

// -----

#full = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>

// A sum over columns needs all rows: it ends the region.
// CHECK-LABEL: func @columns
// CHECK:        flow.region "elementwise"
// CHECK:        {flow.reason = "alone; ends as linalg.generic after it needs several rows at once"}
// CHECK:        flow.region "reduce"
func.func @columns(%x: tensor<32x64xf32>) -> (tensor<32x64xf32>, tensor<64xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<64xf32>
  %y = tensor.empty() : tensor<32x64xf32>
  %a = linalg.generic {indexing_maps = [#full, #full], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<32x64xf32>) outs(%y : tensor<32x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %p = math.absf %in : f32
    linalg.yield %p : f32
  } -> tensor<32x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<64xf32>) -> tensor<64xf32>
  %sum = linalg.generic {indexing_maps = [#full, #col], iterator_types = ["reduction", "parallel"]}
      ins(%a : tensor<32x64xf32>) outs(%z : tensor<64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  return %a, %sum : tensor<32x64xf32>, tensor<64xf32>
}

// -----

#full = affine_map<(d0, d1) -> (d0, d1)>

// The last operation reads the first, but by way of a root between them as well: all three
// cannot be one region.
// CHECK-LABEL: func @around
// CHECK:        %[[A:.*]] = flow.region "elementwise"
// CHECK:        %[[M:.*]] = flow.region "matmul"
// CHECK:          linalg.matmul ins(%[[A]]
// CHECK:          linalg.generic {{.*}} ins(%[[A]],
// CHECK:        return %[[M]]
func.func @around(%x: tensor<32x32xf32>, %w: tensor<32x32xf32>) -> tensor<32x32xf32> {
  %zero = arith.constant 0.0 : f32
  %c = arith.constant dense<2.0> : tensor<32x32xf32>
  %y = tensor.empty() : tensor<32x32xf32>
  %a = linalg.generic {indexing_maps = [#full, #full], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<32x32xf32>) outs(%y : tensor<32x32xf32>) {
  ^bb0(%in: f32, %out: f32):
    %p = math.absf %in : f32
    linalg.yield %p : f32
  } -> tensor<32x32xf32>
  %z = linalg.fill ins(%zero : f32) outs(%y : tensor<32x32xf32>) -> tensor<32x32xf32>
  %m = linalg.matmul ins(%a, %c : tensor<32x32xf32>, tensor<32x32xf32>) outs(%z : tensor<32x32xf32>) -> tensor<32x32xf32>
  %r = linalg.generic {indexing_maps = [#full, #full, #full], iterator_types = ["parallel", "parallel"]}
      ins(%a, %m : tensor<32x32xf32>, tensor<32x32xf32>) outs(%y : tensor<32x32xf32>) {
  ^bb0(%one: f32, %two: f32, %out: f32):
    %p = arith.addf %one, %two : f32
    linalg.yield %p : f32
  } -> tensor<32x32xf32>
  return %r : tensor<32x32xf32>
}

// Rows may end in a pad.
// CHECK-LABEL: func.func @padded
// CHECK:        flow.region "elementwise"
// CHECK:          linalg.generic
// CHECK:          linalg.generic
// CHECK:          tensor.pad
// CHECK-NOT:    flow.region
func.func @padded(%x: tensor<32x32xf32>) -> tensor<34x34xf32> {
  %zero = arith.constant 0.0 : f32
  %y = tensor.empty() : tensor<32x32xf32>
  %a = linalg.generic {indexing_maps = [#full, #full], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<32x32xf32>) outs(%y : tensor<32x32xf32>) {
  ^bb0(%in: f32, %out: f32):
    %p = math.absf %in : f32
    linalg.yield %p : f32
  } -> tensor<32x32xf32>
  %t = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, #full], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<32x32xf32>) outs(%y : tensor<32x32xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<32x32xf32>
  %p = tensor.pad %t low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<32x32xf32> to tensor<34x34xf32>
  return %p : tensor<34x34xf32>
}
