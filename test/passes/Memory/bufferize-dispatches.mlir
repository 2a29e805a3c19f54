// RUN: sinter-opt --split-input-file --reuse-root-buffers --expose-destinations --bufferize-dispatches --canonicalize --claim-scratch %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>

// Root and epilogue work in the destination; nothing is allocated or copied.
// CHECK-LABEL: func private @epilogue(
// CHECK-SAME:    %[[X:.*]]: memref<4x4xf32>, %[[W:.*]]: memref<4x4xf32>, %[[OUT:.*]]: memref<4x4xf32>)
// CHECK-NOT:     memref.{{alloc|copy}}
// CHECK:         linalg.fill {{.*}} outs(%[[OUT]]
// CHECK:         linalg.matmul ins(%[[X]], %[[W]] {{.*}} outs(%[[OUT]]
// CHECK:         linalg.generic {{.*}} ins(%[[X]] {{.*}} outs(%[[OUT]]
func.func private @epilogue(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32>
    attributes {flow.root = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %m = linalg.matmul ins(%x, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) -> tensor<4x4xf32>
  %e2 = tensor.empty() : tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%m, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e2 : tensor<4x4xf32>) {
  ^bb0(%in: f32, %residual: f32, %out: f32):
    %s = arith.addf %in, %residual : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %r : tensor<4x4xf32>
}

// -----

#map = affine_map<(d0) -> (d0)>

// A body that looks elsewhere in what it reads would see results: it gets another buffer.
// CHECK-LABEL: func.func private @reversed_sum(
// CHECK-SAME:    %{{.*}}: memref<4xf32>, %[[Y:.*]]: memref<4xf32>, %[[SCRATCH:.*]]: memref<64xi8>
// CHECK:         %[[SUM:.*]] = memref.view %[[SCRATCH]]
// CHECK:         linalg.generic {{.*}} outs(%[[SUM]] :
// CHECK:         linalg.generic {{.*}} ins(%[[SUM]] : {{.*}}) outs(%[[Y]] :
func.func private @reversed_sum(%x: tensor<4xf32>) -> tensor<4xf32>
    attributes {flow.root = "elementwise"} {
  %three = arith.constant 3 : index
  %empty = tensor.empty() : tensor<4xf32>
  %double = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%empty : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %other = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]}
      ins(%double : tensor<4xf32>) outs(%other : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %i = linalg.index 0 : index
    %j = arith.subi %three, %i : index
    %opposite = tensor.extract %double[%j] : tensor<4xf32>
    %s = arith.addf %in, %opposite : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Two results of one type that start from the same empty tensor have a destination each.
// CHECK-LABEL: func private @two_results(
// CHECK-SAME:    %[[X:.*]]: memref<3x9xi32>, %[[BEST:.*]]: memref<3xi32>, %[[AT:.*]]: memref<3xi32>)
// CHECK:         linalg.fill {{.*}} outs(%[[BEST]]
// CHECK:         linalg.fill {{.*}} outs(%[[AT]]
// CHECK:         linalg.generic {{.*}} outs(%[[BEST]], %[[AT]]
// CHECK-NOT:     memref.copy
func.func private @two_results(%x: tensor<3x9xi32>) -> (tensor<3xi32>, tensor<3xi32>)
    attributes {flow.root = "reduce"} {
  %lowest = arith.constant -2147483648 : i32
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<3xi32>
  %a = linalg.fill ins(%lowest : i32) outs(%e : tensor<3xi32>) -> tensor<3xi32>
  %b = linalg.fill ins(%zero : i32) outs(%e : tensor<3xi32>) -> tensor<3xi32>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>],
                         iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x9xi32>) outs(%a, %b : tensor<3xi32>, tensor<3xi32>) {
  ^bb0(%in: i32, %best: i32, %at: i32):
    %wins = arith.cmpi sgt, %in, %best : i32
    %i = linalg.index 1 : index
    %here = arith.index_cast %i : index to i32
    %value = arith.select %wins, %in, %best : i32
    %place = arith.select %wins, %here, %at : i32
    linalg.yield %value, %place : i32, i32
  } -> (tensor<3xi32>, tensor<3xi32>)
  return %r#0, %r#1 : tensor<3xi32>, tensor<3xi32>
}

// -----

// Insertions build up the result where it belongs.
// CHECK-LABEL: func private @insertions(
// CHECK-NOT:     plan.scratch
// CHECK:         memref.copy
// CHECK:         memref.copy
// CHECK-NOT:     memref.copy
func.func private @insertions(%x: tensor<2xf32>, %y: tensor<3xf32>) -> tensor<5xf32>
    attributes {flow.root = "concat"} {
  %e = tensor.empty() : tensor<5xf32>
  %a = tensor.insert_slice %x into %e[0] [2] [1] : tensor<2xf32> into tensor<5xf32>
  %b = tensor.insert_slice %y into %a[2] [3] [1] : tensor<3xf32> into tensor<5xf32>
  return %b : tensor<5xf32>
}

// -----

// Parts that are only read are copied one by one, views and constants as well.
// CHECK-LABEL: func private @concat_of_views(
// CHECK-SAME:    %[[X:.*]]: memref<4x2xf32>, %[[OUT:.*]]: memref<6x2xf32>)
// CHECK-NOT:     {{alloc|plan.scratch}}
// CHECK-DAG:     %[[HALF:.*]] = memref.subview %[[X]][2, 0] [2, 2] [1, 1]
// CHECK-DAG:     %[[ROW:.*]] = memref.subview %[[X]][1, 0] [1, 2] [1, 1]
// CHECK-DAG:     %[[NUMBERS:.*]] = memref.get_global
// CHECK:         %[[TOP:.*]] = memref.subview %[[OUT]][0, 0] [2, 2] [1, 1]
// CHECK-NEXT:    memref.copy %[[HALF]], %[[TOP]]
// CHECK-NEXT:    %[[MIDDLE:.*]] = memref.subview %[[OUT]][2, 0] [2, 2] [1, 1]
// CHECK-NEXT:    memref.copy %[[NUMBERS]], %[[MIDDLE]]
// CHECK-NEXT:    %[[FOURTH:.*]] = memref.subview %[[OUT]][4, 0] [1, 2] [1, 1] {{.*}} to memref<2xf32
// CHECK-NEXT:    memref.copy %[[ROW]], %[[FOURTH]]
// CHECK-NEXT:    %[[FIFTH:.*]] = memref.subview %[[OUT]][5, 0]
// CHECK-NEXT:    memref.copy %[[ROW]], %[[FIFTH]]
// CHECK-NEXT:    return
func.func private @concat_of_views(%x: tensor<4x2xf32>) -> tensor<6x2xf32>
    attributes {flow.root = "concat"} {
  %numbers = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %half = tensor.extract_slice %x[2, 0] [2, 2] [1, 1] : tensor<4x2xf32> to tensor<2x2xf32>
  %row = tensor.extract_slice %x[1, 0] [1, 2] [1, 1] : tensor<4x2xf32> to tensor<2xf32>
  %e = tensor.empty() : tensor<6x2xf32>
  %a = tensor.insert_slice %half into %e[0, 0] [2, 2] [1, 1] : tensor<2x2xf32> into tensor<6x2xf32>
  %b = tensor.insert_slice %numbers into %a[2, 0] [2, 2] [1, 1] : tensor<2x2xf32> into tensor<6x2xf32>
  %c = tensor.insert_slice %row into %b[4, 0] [1, 2] [1, 1] : tensor<2xf32> into tensor<6x2xf32>
  %d = tensor.insert_slice %row into %c[5, 0] [1, 2] [1, 1] : tensor<2xf32> into tensor<6x2xf32>
  return %d : tensor<6x2xf32>
}

// -----

// What needs memory in between gets it from the caller.
// CHECK-LABEL: func private @scratch(
// CHECK-SAME:    %[[S:[a-z0-9]+]]: memref<128xi8> {plan.scratch})
// CHECK:         memref.view %[[S]]
func.func private @scratch(%x: tensor<8x4xf32>, %i: tensor<1xindex>) -> tensor<4xf32>
    attributes {flow.root = "general"} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %sums = linalg.reduce ins(%x : tensor<8x4xf32>) outs(%f : tensor<8xf32>) dimensions = [1]
    (%in: f32, %acc: f32) {
      %s = arith.addf %in, %acc : f32
      linalg.yield %s : f32
    }
  %r = tensor.generate {
  ^bb0(%j: index):
    %v = tensor.extract %sums[%j] : tensor<8xf32>
    tensor.yield %v : f32
  } : tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// A padded root writes into the interior of the result; no copy.
// RUN: sinter-opt --split-input-file --decompose-pads --reuse-root-buffers --expose-destinations --bufferize-dispatches --canonicalize --claim-scratch %s | FileCheck %s --check-prefix=PAD
// PAD-LABEL: func private @padded(
// PAD-SAME:    %{{.*}}: memref<4x8xf32>, %{{.*}}: memref<8x4xf32>, %[[OUT:.*]]: memref<6x6xf32>)
// PAD-NOT:     memref.copy
// PAD:         %[[IN:.*]] = memref.subview %[[OUT]][1, 1] [4, 4] [1, 1]
// PAD:         linalg.matmul {{.*}} outs(%[[IN]]
// PAD-NOT:     memref.copy
func.func private @padded(%x: tensor<4x8xf32>, %w: tensor<8x4xf32>) -> tensor<6x6xf32>
    attributes {flow.root = "matmul"} {
  %e = tensor.empty() : tensor<4x4xf32>
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %m = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x4xf32>) outs(%f : tensor<4x4xf32>) -> tensor<4x4xf32>
  %p = tensor.pad %m low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x4xf32> to tensor<6x6xf32>
  return %p : tensor<6x6xf32>
}
