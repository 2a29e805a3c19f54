// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

// Where one operand takes eight registers, vectors have 32 lanes, and two rows of sums leave half of the registers to what
// is made of them. Both rows go through each step together, so that one table is at hand at a time.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 32, vectorGroup = 8>
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k, n)>
#y = affine_map<(m, n, k) -> (m, n)>
#row = affine_map<(m, n) -> (m, n)>
#table = affine_map<(m, n) -> (n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @rows
  // CHECK-SAME:      exec.strategy = "matmul 2x32"
  // CHECK:         %[[SUMS:.*]]:2 = scf.for
  // CHECK:           vector.load {{.*}} vector<32xi8>
  // CHECK:         %[[SCALE:.*]] = vector.load {{.*}} vector<32xi32>
  // CHECK-NEXT:    %[[A:.*]] = arith.muli %[[SUMS]]#0, %[[SCALE]]
  // CHECK-NEXT:    %[[B:.*]] = arith.muli %[[SUMS]]#1, %[[SCALE]]
  // CHECK:         %[[SHIFT:.*]] = vector.load {{.*}} vector<32xi32>
  // CHECK-NEXT:    arith.shrsi %[[A]], %[[SHIFT]]
  // CHECK-NEXT:    arith.shrsi %[[B]], %[[SHIFT]]
  func.func @rows(%x: memref<12x48xi8>, %w: memref<48x64xi8>, %scale: memref<64xi32>, %shift: memref<64xi32>, %y: memref<12x64xi32>, %z: memref<12x64xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x64xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x48xi8>, memref<48x64xi8>) outs(%y : memref<12x64xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    linalg.generic {indexing_maps = [#row, #table, #table, #row], iterator_types = ["parallel", "parallel"]}
        ins(%y, %scale, %shift : memref<12x64xi32>, memref<64xi32>, memref<64xi32>) outs(%z : memref<12x64xi32>) {
    ^bb0(%a: i32, %b: i32, %c: i32, %d: i32):
      %0 = arith.muli %a, %b : i32
      %1 = arith.shrsi %0, %c : i32
      linalg.yield %1 : i32
    }
    return
  }
}

// -----

// Sixteen results fill four registers: six rows fit.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 32, vectorGroup = 8>
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k, n)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @few_results
  // CHECK-SAME:      exec.strategy = "matmul 6x16"
  func.func @few_results(%x: memref<12x48xi8>, %w: memref<48x16xi8>, %y: memref<12x16xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x16xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x48xi8>, memref<48x16xi8>) outs(%y : memref<12x16xi32>) {
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

// Many integer registers: sixteen sums, four rows by four channels or one row of sixteen.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 26>
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k, n)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @scalars
  // CHECK-SAME:      exec.strategy = "matmul 4x4"
  func.func @scalars(%x: memref<12x48xi8>, %w: memref<48x64xi8>, %y: memref<12x64xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x64xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x48xi8>, memref<48x64xi8>) outs(%y : memref<12x64xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }

  // CHECK-LABEL: func @one_row
  // CHECK-SAME:      exec.strategy = "matmul 16"
  func.func @one_row(%x: memref<1x48xi8>, %w: memref<48x64xi8>, %y: memref<1x64xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<1x64xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<1x48xi8>, memref<48x64xi8>) outs(%y : memref<1x64xi32>) {
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
