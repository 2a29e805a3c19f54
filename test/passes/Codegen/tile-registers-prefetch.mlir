// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (n floordiv 32, k, n mod 32)>
#c = affine_map<(m, n, k) -> (m, n)>

// The weights (512 KiB) are larger than half of the cache: each of the four tiles of
// six rows asks for a fourth of the next panel of 64 * 32 floats, nine floats in
// each of the 64 steps of the sum, on top of what its own panel needs soon. It also walks
// the six rows of the next tile, six elements per step.
module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 32, hasFma = true, l2Bytes = 524288>} {
// CHECK-LABEL: func.func private @streamed
// CHECK-SAME:    exec.strategy = "matmul 6x1x32"
// CHECK:           %[[SHARE:.*]] = arith.constant 516 : index
// CHECK:           arith.muli %{{.*}}, %[[SHARE]]
// CHECK:             %[[ROWS:.*]] = arith.constant 6 : index
// CHECK:             arith.muli %{{.*}}, %[[ROWS]]
// CHECK:             %[[STEP:.*]] = arith.constant 9 : index
// CHECK:             %[[MOVE:.*]] = arith.muli %{{.*}}, %[[STEP]]
// CHECK:             %[[AT:.*]] = arith.addi %{{.*}}, %[[MOVE]]
// CHECK:             %[[TILE:.*]] = arith.constant 384 : index
// CHECK:             %[[BELOW:.*]] = arith.addi %{{.*}}, %[[TILE]]
// CHECK:             memref.prefetch %{{.*}}[%[[BELOW]]], read, locality<2>, data : memref<1536xf32>
// CHECK:             %[[PANEL:.*]] = arith.constant 2048 : index
// CHECK:             %[[NEXT:.*]] = arith.addi %[[AT]], %[[PANEL]]
// CHECK:             memref.prefetch %{{.*}}[%[[NEXT]]], read, locality<2>, data
// CHECK-COUNT-4:     memref.prefetch %{{.*}}, read, locality<3>, data
func.func private @streamed(%a: memref<24x64xf32>, %b: memref<64x64x32xf32>, %c: memref<24x2048xf32>)
    attributes {flow.root = "matmul"} {
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<24x64xf32>, memref<64x64x32xf32>) outs(%c : memref<24x2048xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (n floordiv 32, k, n mod 32)>
#c = affine_map<(m, n, k) -> (m, n)>

// The same weights stay in a larger cache: nothing is asked for a panel ahead.
module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 32, hasFma = true, l2Bytes = 2097152>} {
// CHECK-LABEL: func.func private @cached
// CHECK-NOT:     locality<2>, data : memref<131072xf32>
func.func private @cached(%a: memref<24x64xf32>, %b: memref<64x64x32xf32>, %c: memref<24x2048xf32>)
    attributes {flow.root = "matmul"} {
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<24x64xf32>, memref<64x64x32xf32>) outs(%c : memref<24x2048xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>

// A short sum is over before memory answers: it asks for nothing.
module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 32, hasFma = true, l2Bytes = 2097152>} {
// CHECK-LABEL: func.func private @short
// CHECK-NOT:     prefetch
func.func private @short(%a: memref<2400x16xf32>, %b: memref<16x32xf32>, %c: memref<2400x32xf32>)
    attributes {flow.root = "matmul"} {
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<2400x16xf32>, memref<16x32xf32>) outs(%c : memref<2400x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
}
