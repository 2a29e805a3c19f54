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
