// RUN: sinter-opt --split-input-file --peel-panels %s | FileCheck %s

#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 64, k, n mod 64)>
#y = affine_map<(m, n, k) -> (m, n)>
#all = affine_map<(m, n) -> (m, n)>
#channel = affine_map<(m, n) -> (n)>

// Of 100 channels 64 fill a panel: fill, product and what follows are done for these, and for the
// other 36. A body that counts channels goes on counting.
// CHECK-LABEL: func private @rest
// CHECK-SAME:    %[[X:.*]]: memref<8x16xf32>, %[[W:.*]]: memref<2x16x64xf32>, %[[B:.*]]: memref<100xf32>, %[[Y:.*]]: memref<8x100xf32>
// CHECK:         %[[FIRST:.*]] = memref.subview %[[Y]][0, 0] [8, 64] [1, 1]
// CHECK:         linalg.fill {{.*}} outs(%[[FIRST]] :
// CHECK:         %[[REST:.*]] = memref.subview %[[Y]][0, 64] [8, 36] [1, 1]
// CHECK:         linalg.fill {{.*}} outs(%[[REST]] :
// CHECK:         %[[PANEL:.*]] = memref.subview %[[W]][0, 0, 0] [1, 16, 64] [1, 1, 1]
// CHECK:         linalg.generic {{.*}} ins(%[[X]], %[[PANEL]] :
// CHECK:         %[[LAST:.*]] = memref.subview %[[W]][1, 0, 0] [1, 16, 64] [1, 1, 1]
// CHECK:         %[[OUT:.*]] = memref.subview %[[Y]][0, 64] [8, 36] [1, 1]
// CHECK:         linalg.generic {{.*}} ins(%[[X]], %[[LAST]] : {{.*}} outs(%[[OUT]] :
// CHECK:         memref.subview %[[B]][0] [64] [1]
// CHECK:           linalg.index 1 : index
// CHECK-NOT:       arith.addi
// CHECK:         memref.subview %[[B]][64] [36] [1]
// CHECK:           %[[N:.*]] = linalg.index 1 : index
// CHECK:           %[[DISTANCE:.*]] = arith.constant 64 : index
// CHECK:           arith.addi %[[N]], %[[DISTANCE]]
// CHECK-NOT:     linalg.generic
func.func private @rest(%x: memref<8x16xf32>, %w: memref<2x16x64xf32>, %b: memref<100xf32>,
                        %y: memref<8x100xf32>) attributes {flow.root = "matmul"} {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<8x100xf32>)
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x16xf32>, memref<2x16x64xf32>) outs(%y : memref<8x100xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#channel, #all], iterator_types = ["parallel", "parallel"]}
      ins(%b : memref<100xf32>) outs(%y : memref<8x100xf32>) {
  ^bb0(%a: f32, %s: f32):
    %n = linalg.index 1 : index
    %i = arith.index_cast %n : index to i32
    %f = arith.sitofp %i : i32 to f32
    %p = arith.mulf %a, %f : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 64, k, n mod 64)>
#y = affine_map<(m, n, k) -> (m, n)>

// Panels that are all full stay together.
// CHECK-LABEL: func private @whole
// CHECK-NOT:     memref.subview
func.func private @whole(%x: memref<8x16xf32>, %w: memref<2x16x64xf32>, %y: memref<8x128xf32>)
    attributes {flow.root = "matmul"} {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x16xf32>, memref<2x16x64xf32>) outs(%y : memref<8x128xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#x = affine_map<(m, n, k) -> (m, n + k)>
#w = affine_map<(m, n, k) -> (n floordiv 64, k, n mod 64)>
#y = affine_map<(m, n, k) -> (m, n)>

// An operand of which a part of the channels reads no box leaves its operation whole.
// CHECK-LABEL: func private @overlapping
// CHECK-NOT:     memref.subview
// CHECK:         linalg.generic
// CHECK-NOT:     linalg.generic
func.func private @overlapping(%x: memref<8x115xf32>, %w: memref<2x16x64xf32>,
                               %y: memref<8x100xf32>) attributes {flow.root = "matmul"} {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x115xf32>, memref<2x16x64xf32>) outs(%y : memref<8x100xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
