// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck --check-prefix=TIME %s
// RUN: sinter-opt --split-input-file --tile-registers=for-size %s | FileCheck --check-prefix=SIZE %s

// Tiles that leave no remainder: rows by one of 25, not by two; sums are one loop.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32, threads = 1, dotProduct = "smlad">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 2, k floordiv 4, n mod 2, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // TIME: exec.strategy = "matmul-i8x4 2x1x2"
  // SIZE: exec.strategy = "matmul-i8x4 1x1x2"
  // SIZE-COUNT-4: llvm.arm.smlad
  // SIZE-NOT: llvm.arm.smlad
  func.func @odd_rows(%x: memref<25x16xi8>, %w: memref<4x4x2x4xi8>, %y: memref<25x8xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<25x8xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<25x16xi8>, memref<4x4x2x4xi8>) outs(%y : memref<25x8xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }
}

// -----

// Windows are loops, and elementwise tiles one vector.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 32, threads = 1>} {
  // TIME: exec.strategy = "copy 16"
  // SIZE: exec.strategy = "copy 4"
  func.func @copied(%x: memref<64xf32>, %y: memref<64xf32>) attributes {flow.root = "copy"} {
    memref.copy %x, %y : memref<64xf32> to memref<64xf32>
    return
  }
}
