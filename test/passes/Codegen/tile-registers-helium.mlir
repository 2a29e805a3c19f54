// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

// One instruction multiplies sixteen bytes and adds all products to an integer register. Four channels share the
// activations; panels go by outside of rows, so that bias and factors of four channels are loaded once.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 8, indexBits = 32, dotProduct = "vmladava", laneBits = 32>
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 4, k floordiv 16, n mod 4, k mod 16)>
#y = affine_map<(m, n, k) -> (m, n)>
#n = affine_map<(m, n) -> (n)>
#mn = affine_map<(m, n) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @products
  // CHECK-SAME:      exec.strategy = "matmul-i8x16 1x1x4"
  // CHECK-SAME:      exec.workgroups = 1
  // CHECK:         scf.for
  // CHECK:           scf.for
  // CHECK:             %[[W:.*]] = vector.load {{.*}} vector<16xi8>
  // CHECK:             %[[X:.*]] = vector.load {{.*}} vector<16xi8>
  // CHECK:             %[[S:.*]] = llvm.call_intrinsic "llvm.arm.mve.vmldava.v16i8"({{.*}}, %[[W]], %[[X]])
  // CHECK-COUNT-6:     llvm.call_intrinsic "llvm.arm.mve.vmldava.v16i8"
  // CHECK:             %[[LAST:.*]] = llvm.call_intrinsic "llvm.arm.mve.vmldava.v16i8"
  // CHECK:             vector.from_elements {{.*}}, %[[LAST]] : vector<4xi32>
  // CHECK:             vector.store {{.*}} vector<4xi32>
  func.func @products(%x: memref<12x32xi8>, %w: memref<8x2x4x16xi8>, %b: memref<32xi32>, %y: memref<12x32xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %sums = memref.alloc() : memref<12x32xi32>
    linalg.fill ins(%zero : i32) outs(%sums : memref<12x32xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x32xi8>, memref<8x2x4x16xi8>) outs(%sums : memref<12x32xi32>) {
    ^bb0(%a: i8, %b0: i8, %c: i32):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extsi %b0 : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    linalg.generic {indexing_maps = [#mn, #n, #mn], iterator_types = ["parallel", "parallel"]}
        ins(%sums, %b : memref<12x32xi32>, memref<32xi32>) outs(%y : memref<12x32xi32>) {
    ^bb0(%a: i32, %b0: i32, %c: i32):
      %0 = arith.addi %a, %b0 : i32
      linalg.yield %0 : i32
    }
    return
  }
}

// -----

// The last group has five bytes. Its weights end with zeros, but what lies behind the activations is not read.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 8, indexBits = 32, dotProduct = "vmladava", laneBits = 32>
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 4, k floordiv 16, n mod 4, k mod 16)>
#k = affine_map<(m, n, k) -> (k)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @uneven
  // CHECK:         %[[FIVE:.*]] = arith.constant dense<[true, true, true, true, true, false, false, false, false, false, false, false, false, false, false, false]>
  // CHECK:         vector.maskedload {{.*}}, %[[FIVE]]
  func.func @uneven(%x: memref<3x21xi8>, %w: memref<2x2x4x16xi8>, %y: memref<3x8xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %k = memref.alloc() : memref<21xi8>
    linalg.fill ins(%zero : i32) outs(%y : memref<3x8xi32>)
    linalg.generic {indexing_maps = [#x, #w, #k, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w, %k : memref<3x21xi8>, memref<2x2x4x16xi8>, memref<21xi8>) outs(%y : memref<3x8xi32>) {
    ^bb0(%a: i8, %b: i8, %unused: i8, %c: i32):
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

// Lanes are those of the widest number of a body: four of 32 bits, though bytes come and go. The 64 bits inside of a
// high product are none that vectors see; other numbers of 64 bits are computed one by one.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 8, indexBits = 32, dotProduct = "vmladava", laneBits = 32>
#d = affine_map<(n) -> (n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @scaled
  // CHECK:         arith.trunci {{.*}} : vector<4xi64> to vector<4xi32>
  func.func @scaled(%x: memref<64xi8>, %y: memref<64xi8>) attributes {flow.root = "elementwise"} {
    %half = arith.constant 1073741824 : i64
    %c31 = arith.constant 31 : i64
    %f = arith.constant 1518500250 : i64
    linalg.generic {indexing_maps = [#d, #d], iterator_types = ["parallel"]} ins(%x : memref<64xi8>) outs(%y : memref<64xi8>) {
    ^bb0(%a: i8, %c: i8):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extsi %0 : i32 to i64
      %2 = arith.muli %1, %f : i64
      %3 = arith.addi %2, %half : i64
      %4 = arith.shrsi %3, %c31 : i64
      %5 = arith.trunci %4 : i64 to i32
      %6 = arith.trunci %5 : i32 to i8
      linalg.yield %6 : i8
    }
    return
  }

  // CHECK-LABEL: func @wide
  // CHECK-NOT:     vector
  func.func @wide(%x: memref<64xi8>, %y: memref<64xi8>) attributes {flow.root = "elementwise"} {
    %c7 = arith.constant 7 : i64
    linalg.generic {indexing_maps = [#d, #d], iterator_types = ["parallel"]} ins(%x : memref<64xi8>) outs(%y : memref<64xi8>) {
    ^bb0(%a: i8, %c: i8):
      %0 = arith.extsi %a : i8 to i64
      %1 = arith.muli %0, %0 : i64
      %2 = arith.shrsi %1, %c7 : i64
      %3 = arith.trunci %2 : i64 to i8
      linalg.yield %3 : i8
    }
    return
  }
}
