// RUN: sinter-opt --split-input-file --tile-registers --canonicalize --cse %s | FileCheck %s

// The body subtracts -128 from the factor that all channels share: where the byte is -128, the
// sums stay what they are, and no weight is loaded.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func private @product
  // CHECK-SAME:    exec.strategy = "matmul-nonzero 4"
  // CHECK-DAG:     %[[CENTER:.*]] = arith.constant -128 : i8
  // CHECK-DAG:     %[[MINUS:.*]] = arith.constant 128 : i32
  // CHECK:         %[[SUMS:.*]]:4 = scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}}, %[[C:.*]] = %{{.*}}, %[[D:.*]] = %{{.*}})
  // CHECK:           %[[X:.*]] = memref.load %{{.*}} : memref<16xi8
  // CHECK-NOT:       memref.load
  // CHECK:           %[[ADDS:.*]] = arith.cmpi ne, %[[X]], %[[CENTER]] : i8
  // CHECK:           %[[NEXT:.*]]:4 = scf.if %[[ADDS]]
  // CHECK:             %[[WORD:.*]] = arith.extsi %[[X]] : i8 to i32
  // CHECK:             %[[MOVED:.*]] = arith.addi %[[WORD]], %[[MINUS]] : i32
  // CHECK-COUNT-4:     arith.muli %[[MOVED]],
  // CHECK:           } else {
  // CHECK-NEXT:        scf.yield %[[A]], %[[B]], %[[C]], %[[D]]
  // CHECK:           scf.yield %[[NEXT]]#0, %[[NEXT]]#1, %[[NEXT]]#2, %[[NEXT]]#3
  func.func private @product(%x: memref<1x16xi8>, %w: memref<16x4xi8>, %y: memref<1x4xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %minus = arith.constant 128 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<1x4xi32>)
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<1x16xi8>, memref<16x4xi8>) outs(%y : memref<1x4xi32>) {
    ^bb0(%a: i8, %v: i8, %c: i32):
      %1 = arith.extsi %a : i8 to i32
      %2 = arith.addi %1, %minus : i32
      %3 = arith.extsi %v : i8 to i32
      %4 = arith.muli %2, %3 : i32
      %5 = arith.addi %c, %4 : i32
      linalg.yield %5 : i32
    }
    return
  }
}

// -----

// Many registers: four rows share four weights, which are loaded before the branches.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 26, indexBits = 32>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func private @product
  // CHECK-SAME:    exec.strategy = "matmul-nonzero 4x4"
  // CHECK:         scf.for
  // CHECK:           scf.for
  // CHECK-COUNT-4:     memref.load %{{.*}} : memref<64xi8
  // CHECK-COUNT-4:     scf.if
  // CHECK-NOT:         memref.load %{{.*}} : memref<64xi8
  // CHECK:           memref.store
  func.func private @product(%x: memref<8x16xi8>, %w: memref<16x4xi8>, %y: memref<8x4xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %minus = arith.constant 128 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<8x4xi32>)
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<8x16xi8>, memref<16x4xi8>) outs(%y : memref<8x4xi32>) {
    ^bb0(%a: i8, %v: i8, %c: i32):
      %1 = arith.extsi %a : i8 to i32
      %2 = arith.addi %1, %minus : i32
      %3 = arith.extsi %v : i8 to i32
      %4 = arith.muli %2, %3 : i32
      %5 = arith.addi %c, %4 : i32
      linalg.yield %5 : i32
    }
    return
  }
}

// -----

// Eight registers hold the sums of four channels of one row.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 8, indexBits = 32>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func private @product
  // CHECK-SAME:    exec.strategy = "matmul 1x4"
  func.func private @product(%x: memref<8x16xi8>, %w: memref<16x8xi8>, %y: memref<8x8xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<8x8xi32>)
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<8x16xi8>, memref<16x8xi8>) outs(%y : memref<8x8xi32>) {
    ^bb0(%a: i8, %v: i8, %c: i32):
      %1 = arith.extsi %a : i8 to i32
      %2 = arith.extsi %v : i8 to i32
      %3 = arith.muli %1, %2 : i32
      %4 = arith.addi %c, %3 : i32
      linalg.yield %4 : i32
    }
    return
  }
}
