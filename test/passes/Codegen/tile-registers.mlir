// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 512, vectorRegisters = 32, hasFma = true>} {
// The fill starts the accumulators and the epilogue reads them: nothing but the
// last stage is stored.
// CHECK-LABEL: func.func private @matmul_bias
// CHECK-SAME:    exec.strategy = "matmul 7x32"
// CHECK-SAME:    exec.workgroups = 1 : i64
// CHECK:         %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK:         %[[SUMS:.*]]:14 = scf.for {{.*}} iter_args({{.*}} = %[[ZERO]]
// CHECK-COUNT-14:  vector.fma
// CHECK:         arith.addf %[[SUMS]]#0
// CHECK-COUNT-14: vector.store
// CHECK-NOT:     vector.store
// CHECK-NOT:     linalg
func.func private @matmul_bias(%a: memref<7x24xf32>, %b: memref<24x32xf32>, %bias: memref<32xf32>,
                               %c: memref<7x32xf32>) attributes {flow.root = "matmul"} {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<7x32xf32>)
  linalg.matmul ins(%a, %b : memref<7x24xf32>, memref<24x32xf32>) outs(%c : memref<7x32xf32>)
  linalg.generic {indexing_maps = [affine_map<(m, n) -> (n)>, affine_map<(m, n) -> (m, n)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%bias : memref<32xf32>) outs(%c : memref<7x32xf32>) {
  ^bb0(%x: f32, %y: f32):
    %sum = arith.addf %y, %x : f32
    linalg.yield %sum : f32
  }
  return
}
}

// -----

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 16>} {
// A loop that no vector fills ends in a vector that overlaps its neighbour.
// CHECK-LABEL: func.func private @overlapping_tail
// CHECK:         vector.load %{{.*}}[%c0] : memref<10xf32>, vector<8xf32>
// CHECK:         vector.load %{{.*}}[%c2] : memref<10xf32>, vector<8xf32>
// CHECK:         vector.store
// CHECK:         vector.store
func.func private @overlapping_tail(%a: memref<10xf32>, %b: memref<10xf32>)
    attributes {flow.root = "elementwise"} {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                  iterator_types = ["parallel"]}
      ins(%a : memref<10xf32>) outs(%b : memref<10xf32>) {
  ^bb0(%x: f32, %y: f32):
    %abs = math.absf %x : f32
    linalg.yield %abs : f32
  }
  return
}

// Model functions are not for this pass.
// CHECK-LABEL: func.func @host
// CHECK:         linalg.fill
func.func @host(%a: memref<10xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%a : memref<10xf32>)
  return
}
}

// -----

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 16>} {
// What the second operation reads at a point, the first wrote at any: one
// workgroup.
// CHECK-LABEL: func.func private @dependent
// CHECK-SAME:    exec.workgroups = 1 : i64
func.func private @dependent(%a: memref<512x512xf32>, %total: memref<f32>, %b: memref<512x512xf32>)
    attributes {flow.root = "reduce"} {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> ()>],
                  iterator_types = ["reduction", "reduction"]}
      ins(%a : memref<512x512xf32>) outs(%total : memref<f32>) {
  ^bb0(%x: f32, %y: f32):
    %sum = arith.addf %x, %y : f32
    linalg.yield %sum : f32
  }
  linalg.broadcast ins(%total : memref<f32>) outs(%b : memref<512x512xf32>) dimensions = [0, 1]
  return
}

// Parts of a concatenation are disjoint: workgroups share both copies.
// CHECK-LABEL: func.func private @concat
// CHECK-SAME:    exec.workgroups = {{([2-9]|[1-9][0-9]+)}} : i64
// CHECK:         exec.workgroup_id
func.func private @concat(%a: memref<512x96xf32>, %b: memref<512x160xf32>, %c: memref<512x256xf32>)
    attributes {flow.root = "concat"} {
  %left = memref.subview %c[0, 0] [512, 96] [1, 1] : memref<512x256xf32> to memref<512x96xf32, strided<[256, 1]>>
  %right = memref.subview %c[0, 96] [512, 160] [1, 1] : memref<512x256xf32> to memref<512x160xf32, strided<[256, 1], offset: 96>>
  memref.copy %a, %left : memref<512x96xf32> to memref<512x96xf32, strided<[256, 1]>>
  memref.copy %b, %right : memref<512x160xf32> to memref<512x160xf32, strided<[256, 1], offset: 96>>
  return
}
}
