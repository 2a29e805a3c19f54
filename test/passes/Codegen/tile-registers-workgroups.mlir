// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

#machine = #exec.machine<triple = "x86_64", cpu = "", features = "", vectorBits = 512,
    vectorRegisters = 32, hasFma = true, l1Bytes = 49152, l2Bytes = 2097152>

module attributes {exec.machine = #machine} {
// Small weights, many rows: threads share the rows, so that each finds in its cache
// what it wrote before, and read all weights. A tile has 14 rows of 256 elements.
// CHECK-LABEL: func.func private @many_rows
// CHECK-SAME:    exec.workgroups = 44 : i64
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         %[[SCALED:.*]] = arith.muli %[[ID]]
// CHECK:         %[[FIRST:.*]] = arith.divui %[[SCALED]]
// CHECK:         scf.for %[[TILE:.*]] = %[[FIRST]]
// CHECK:           %[[STEP:.*]] = arith.constant 3584 : index
// CHECK:           arith.muli %[[TILE]], %[[STEP]]
func.func private @many_rows(%a: memref<3584x256xf32>, %b: memref<256x64xf32>,
                             %c: memref<3584x64xf32>) attributes {flow.root = "matmul"} {
  linalg.matmul ins(%a, %b : memref<3584x256xf32>, memref<256x64xf32>)
                outs(%c : memref<3584x64xf32>)
  return
}

// Large weights, few rows: threads share the channels.
// CHECK-LABEL: func.func private @many_weights
// CHECK-SAME:    exec.workgroups = 16 : i64
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         %[[FIRST:.*]] = arith.muli %[[ID]]
// CHECK:         scf.for %[[TILE:.*]] = %[[FIRST]]
// CHECK:           %[[STEP:.*]] = arith.constant 96 : index
// CHECK:           arith.muli %[[TILE]], %[[STEP]]
func.func private @many_weights(%a: memref<4x1024xf32>, %b: memref<1024x1536xf32>,
                                %c: memref<4x1536xf32>) attributes {flow.root = "matmul"} {
  linalg.matmul ins(%a, %b : memref<4x1024xf32>, memref<1024x1536xf32>)
                outs(%c : memref<4x1536xf32>)
  return
}

// Weights that no core's cache holds are read again by each part of the rows: there are as
// many as leave 256 rows to each, and panels make the rest of the cells.
// CHECK-LABEL: func.func private @streamed_weights
// CHECK-SAME:    exec.workgroups = 16 : i64
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         %[[COLUMNS:.*]] = arith.constant 4 : index
// CHECK:         arith.remui %[[ID]], %[[COLUMNS]]
// CHECK:         %[[PART:.*]] = arith.divui %[[ID]],
// CHECK:         %[[TILES:.*]] = arith.constant 171 : index
// CHECK:         %[[SCALED:.*]] = arith.muli %[[PART]], %[[TILES]]
// CHECK:         %[[ROWS:.*]] = arith.constant 4 : index
// CHECK:         arith.divui %[[SCALED]], %[[ROWS]]
func.func private @streamed_weights(%a: memref<1024x1024xf32>, %b: memref<16x1024x64xf32>,
                                    %c: memref<1024x1024xf32>) attributes {flow.root = "matmul"} {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                                   affine_map<(m, n, k) -> (n floordiv 64, k, n mod 64)>,
                                   affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<1024x1024xf32>, memref<16x1024x64xf32>)
      outs(%c : memref<1024x1024xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// Fifteen tiles of channels: the number of cells is even, so that two threads meet at
// the middle of the channels here as in other dispatches.
// CHECK-LABEL: func.func private @odd_tiles
// CHECK-SAME:    exec.workgroups = 8 : i64
func.func private @odd_tiles(%a: memref<4x1024xf32>, %b: memref<1024x1440xf32>,
                             %c: memref<4x1440xf32>) attributes {flow.root = "matmul"} {
  linalg.matmul ins(%a, %b : memref<4x1024xf32>, memref<1024x1440xf32>)
                outs(%c : memref<4x1440xf32>)
  return
}

// Five panels stay cells by themselves: two parts of the rows make their number even.
// CHECK-LABEL: func.func private @odd_panels
// CHECK-SAME:    exec.workgroups = 20 : i64
func.func private @odd_panels(%a: memref<49x960xf32>, %b: memref<960x160xf32>,
                              %c: memref<49x160xf32>) attributes {flow.root = "matmul"} {
  linalg.matmul ins(%a, %b : memref<49x960xf32>, memref<960x160xf32>)
                outs(%c : memref<49x160xf32>)
  return
}

// Work of a few microseconds is done before another thread has woken.
// CHECK-LABEL: func.func private @small
// CHECK-SAME:    exec.workgroups = 1 : i64
// CHECK-NOT:     exec.workgroup_id
func.func private @small(%a: memref<64x64xf32>, %b: memref<64x64xf32>, %c: memref<64x64xf32>)
    attributes {flow.root = "matmul"} {
  linalg.matmul ins(%a, %b : memref<64x64xf32>, memref<64x64xf32>) outs(%c : memref<64x64xf32>)
  return
}
}
