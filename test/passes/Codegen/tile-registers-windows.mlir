// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

#x = affine_map<(h, w, c, i, j) -> (h + i, w + j, c)>
#k = affine_map<(h, w, c, i, j) -> (i, j, c)>
#y = affine_map<(h, w, c, i, j) -> (h, w, c)>
#x2 = affine_map<(h, w, c, i, j) -> (h * 2 + i, w * 2 + j, c)>

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 512, vectorRegisters = 32, hasFma = true, l1Bytes = 49152, l2Bytes = 1048576>} {
// An image that stays in cache: the weights of two vectors of channels stay in registers
// for all windows, and a tile asks for the memory of its results before it computes them.
// CHECK-LABEL: func.func private @cached
// CHECK-SAME:    exec.strategy = "depthwise 1x4x32"
// CHECK:         %[[COLUMNS:.*]] = arith.constant 3 : index
// CHECK:         scf.for %{{.*}} to %[[COLUMNS]]
// CHECK-COUNT-8: memref.prefetch %{{.*}}, write
// CHECK-COUNT-72: vector.fma
func.func private @cached(%x: memref<10x14x192xf32>, %k: memref<3x3x192xf32>, %y: memref<8x12x192xf32>)
    attributes {flow.root = "depthwise"} {
  linalg.generic {indexing_maps = [#x, #k, #y],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %k : memref<10x14x192xf32>, memref<3x3x192xf32>) outs(%y : memref<8x12x192xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// One that comes from memory is read in the order of memory: channels are the innermost
// loop, and two rows of windows share what they read.
// CHECK-LABEL: func.func private @streamed
// CHECK-SAME:    exec.strategy = "depthwise 2x4x16"
// CHECK-NOT:     prefetch
// CHECK:         %[[COLUMNS:.*]] = arith.constant 28 : index
// CHECK:         scf.for %{{.*}} to %[[COLUMNS]]
// CHECK:           %[[CHANNELS:.*]] = arith.constant 6 : index
// CHECK:           scf.for %{{.*}} to %[[CHANNELS]]
// CHECK-COUNT-72:    vector.fma
func.func private @streamed(%x: memref<114x114x96xf32>, %k: memref<3x3x96xf32>, %y: memref<112x112x96xf32>)
    attributes {flow.root = "depthwise"} {
  linalg.generic {indexing_maps = [#x, #k, #y],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %k : memref<114x114x96xf32>, memref<3x3x96xf32>) outs(%y : memref<112x112x96xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// Windows of stride 2 on an image that is much larger than their weights: threads share
// the rows, as they did when they wrote the image. The first of two parts has three rows.
// CHECK-LABEL: func.func private @strided
// CHECK-SAME:    exec.strategy = "depthwise 1x4x32", exec.workgroups = 12 : i64
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         %[[PART:.*]] = arith.divui %[[ID]], %c6
// CHECK:         %[[ROWS:.*]] = arith.constant 7 : index
// CHECK:         arith.muli %[[PART]], %[[ROWS]]
func.func private @strided(%x: memref<15x15x576xf32>, %k: memref<3x3x576xf32>, %y: memref<7x7x576xf32>)
    attributes {flow.root = "depthwise"} {
  linalg.generic {indexing_maps = [#x2, #k, #y],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %k : memref<15x15x576xf32>, memref<3x3x576xf32>) outs(%y : memref<7x7x576xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
}
