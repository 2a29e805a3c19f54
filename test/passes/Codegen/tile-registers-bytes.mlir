// RUN: sinter-opt --split-input-file --tile-registers %s | FileCheck %s

// Weights in groups of four: one instruction per vector of results; six rows share what is loaded.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 64, k floordiv 4, n mod 64, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @groups
  // CHECK-SAME:      exec.strategy = "matmul-i8x4 {{.*}}6{{.*}}64
  // CHECK:         scf.for {{.*}} to %c8
  // CHECK:           %[[W:.*]] = vector.load {{.*}} vector<64xi8>
  // CHECK:           %[[X:.*]] = vector.load {{.*}} vector<4xi8>
  // CHECK:           %[[WORD:.*]] = vector.bitcast %[[X]] : vector<4xi8> to vector<1xi32>
  // CHECK:           vector.broadcast {{.*}} : i32 to vector<16xi32>
  // CHECK:           llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %{{.*}}, %[[W]])
  func.func @groups(%x: memref<12x32xi8>, %w: memref<2x8x64x4xi8>, %y: memref<12x128xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x128xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x32xi8>, memref<2x8x64x4xi8>) outs(%y : memref<12x128xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extui %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }
}

// -----

// The last group has two members: it is read from two bytes before on, and shifted down.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k floordiv 4, n, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @partial_group
  // CHECK:         %[[LAST:.*]] = vector.load %{{.*}}[%c2] : memref<6xi8>, vector<4xi8>
  // CHECK:         %[[WORD:.*]] = vector.bitcast %[[LAST]] : vector<4xi8> to vector<1xi32>
  // CHECK:         arith.shrui %[[WORD]], %{{.*}} : vector<1xi32>
  func.func @partial_group(%x: memref<1x6xi8>, %w: memref<2x16x4xi8>, %y: memref<1x16xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<1x16xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<1x6xi8>, memref<2x16x4xi8>) outs(%y : memref<1x16xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extui %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }
}

// -----

// Pairs of 16-bit numbers: bytes of any sign are widened, products are added apart. Sums start from
// a value per channel, which is loaded once per tile.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 256, vectorRegisters = 16, dotProduct = "pmaddwd">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k floordiv 2, n, k mod 2)>
#y = affine_map<(m, n, k) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#all = affine_map<(m, n) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @pairs
  // CHECK:         %[[START:.*]] = vector.load {{.*}} : memref<8xi32>, vector<8xi32>
  // CHECK:         scf.for {{.*}} iter_args(%[[SUM:[^ ]*]] = %[[START]]
  // CHECK:           arith.extsi {{.*}} : vector<16xi8> to vector<16xi16>
  // CHECK:           arith.extui {{.*}} : vector<16xi8> to vector<16xi16>
  // CHECK:           %[[P:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
  // CHECK:           arith.addi %[[SUM]], %[[P]] : vector<8xi32>
  func.func @pairs(%x: memref<4x6xi8>, %w: memref<3x8x2xi8>, %b: memref<8xi32>, %y: memref<4x8xi32>) attributes {flow.root = "matmul"} {
    linalg.generic {indexing_maps = [#row, #all], iterator_types = ["parallel", "parallel"]}
        ins(%b : memref<8xi32>) outs(%y : memref<4x8xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    }
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<4x6xi8>, memref<3x8x2xi8>) outs(%y : memref<4x8xi32>) {
    ^bb0(%a: i8, %c: i8, %d: i32):
      %0 = arith.extui %a : i8 to i32
      %1 = arith.extsi %c : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %d, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }
}

// -----

// Sums of 32 bits that only become bytes are never stored.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k floordiv 4, n, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
#all = affine_map<(m, n) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @narrow
  // CHECK:         arith.trunci {{.*}} : vector<16xi32> to vector<16xi8>
  // CHECK-NOT:     vector.store {{.*}} vector<16xi32>
  // CHECK:         vector.store {{.*}} vector<16xi8>
  // CHECK-NOT:     vector.store {{.*}} vector<16xi32>
  func.func @narrow(%x: memref<2x8xi8>, %w: memref<2x16x4xi8>, %y: memref<2x16xi8>, %scratch: memref<128xi8>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %c0 = arith.constant 0 : index
    %sums = memref.view %scratch[%c0][] : memref<128xi8> to memref<2x16xi32>
    linalg.fill ins(%zero : i32) outs(%sums : memref<2x16xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<2x8xi8>, memref<2x16x4xi8>) outs(%sums : memref<2x16xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extui %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]}
        ins(%sums : memref<2x16xi32>) outs(%y : memref<2x16xi8>) {
    ^bb0(%a: i32, %b: i8):
      %0 = arith.trunci %a : i32 to i8
      linalg.yield %0 : i8
    }
    return
  }
}

// -----

// Three rows of a window are one group per lane; missing weights are zero. Both factors are signed: the
// image is flipped, and what that adds is summed once per vector and taken off.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">
#x = affine_map<(y, x, c, i, j) -> (y + i, x + j, c)>
#w = affine_map<(y, x, c, i, j) -> (i, j, c)>
#y = affine_map<(y, x, c, i, j) -> (y, x, c)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @depthwise
  // CHECK-SAME:      exec.strategy = "depthwise-i8x4 1x3x16"
  // CHECK:         %[[LOW:.*]] = vector.shuffle %{{.*}}, %{{.*}} [0, 1, 2, {{.*}}, 31] : vector<16xi8>, vector<16xi8>
  // CHECK:         %[[HIGH:.*]] = vector.shuffle %{{.*}}, %cst{{.*}} [0, 1, 2, {{.*}}, 31] : vector<16xi8>, vector<16xi8>
  // CHECK:         %[[WEIGHTS:.*]] = vector.shuffle %[[LOW]], %[[HIGH]] [0, 16, 32, 48, 1, 17, 33, 49, {{.*}}] : vector<32xi8>, vector<32xi8>
  // CHECK:         %[[IMAGE:.*]] = vector.shuffle %{{.*}}, %{{.*}} [0, 16, 32, 32, 1, 17, 33, 33, {{.*}}] : vector<32xi8>, vector<32xi8>
  // CHECK:         %[[FLIPPED:.*]] = arith.xori %[[IMAGE]]
  // CHECK:         llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %[[FLIPPED]], %[[WEIGHTS]])
  // CHECK-COUNT-3: arith.subi %{{.*}} : vector<16xi32>
  func.func @depthwise(%x: memref<6x5x16xi8>, %w: memref<3x3x16xi8>, %y: memref<4x3x16xi32>) attributes {flow.root = "conv"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<4x3x16xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
        ins(%x, %w : memref<6x5x16xi8>, memref<3x3x16xi8>) outs(%y : memref<4x3x16xi32>) {
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

// Sums start from the bias that a later stage adds; zero is added in its place.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (k floordiv 4, n, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
#all = affine_map<(m, n) -> (m, n)>
#channel = affine_map<(m, n) -> (n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @bias
  // CHECK:         %[[BIAS:.*]] = vector.load %{{.*}} : memref<16xi32>, vector<16xi32>
  // CHECK:         %[[START:.*]] = arith.addi %[[BIAS]], %cst
  // CHECK:         llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%
  // CHECK-NOT:     arith.addi %{{.*}}, %[[BIAS]]
  // CHECK:         arith.trunci {{.*}} : vector<16xi32> to vector<16xi8>
  func.func @bias(%x: memref<2x8xi8>, %w: memref<2x16x4xi8>, %b: memref<16xi32>, %y: memref<2x16xi8>, %scratch: memref<128xi8>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %c0 = arith.constant 0 : index
    %sums = memref.view %scratch[%c0][] : memref<128xi8> to memref<2x16xi32>
    linalg.fill ins(%zero : i32) outs(%sums : memref<2x16xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<2x8xi8>, memref<2x16x4xi8>) outs(%sums : memref<2x16xi32>) {
    ^bb0(%a: i8, %b0: i8, %c: i32):
      %0 = arith.extui %a : i8 to i32
      %1 = arith.extsi %b0 : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    linalg.generic {indexing_maps = [#all, #channel, #all], iterator_types = ["parallel", "parallel"]}
        ins(%sums, %b : memref<2x16xi32>, memref<16xi32>) outs(%y : memref<2x16xi8>) {
    ^bb0(%a: i32, %c: i32, %o: i8):
      %0 = arith.addi %a, %c : i32
      %1 = arith.trunci %0 : i32 to i8
      linalg.yield %1 : i8
    }
    return
  }
}

// -----

// Bytes of one sign each: AArch64 has an instruction for both signs.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 32, dotProduct = "sdot">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 16, k floordiv 4, n mod 16, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @same_signs
  // CHECK-SAME:      exec.strategy = "matmul-i8x4 {{.*}}16
  // CHECK:           llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"
  func.func @same_signs(%x: memref<12x32xi8>, %w: memref<2x8x16x4xi8>, %y: memref<12x32xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x32xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x32xi8>, memref<2x8x16x4xi8>) outs(%y : memref<12x32xi32>) {
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

// Without vectors a lane is a plain number, and words of four bytes become pairs of 16-bit
// numbers. Two rows share the words of two channels, and an iteration takes two groups: of four
// words for sixteen products.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32, dotProduct = "smlad">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 2, k floordiv 4, n mod 2, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @pairs
  // CHECK-SAME:      exec.strategy = "matmul-i8x4 2x1x2
  // CHECK:           %[[TWO:.*]] = arith.constant 2 : index
  // CHECK:           scf.for %[[K:.*]] = %{{.*}} to %[[TWO]]
  // CHECK-COUNT-4:     vector.load {{.*}} vector<4xi8>
  // CHECK:             llvm.fence syncscope("singlethread") acq_rel
  // CHECK-COUNT-4:     vector.load {{.*}} vector<4xi8>
  // CHECK-NOT:         vector.load
  // CHECK:             scf.yield
  // CHECK-COUNT-2:   vector.load {{.*}} vector<4xi8>
  // CHECK:           llvm.call_intrinsic "llvm.fshr.i32"
  // CHECK:           llvm.call_intrinsic "llvm.arm.uxtb16"
  // CHECK:           llvm.call_intrinsic "llvm.arm.sxtb16"
  // CHECK:           %[[EVEN:.*]] = llvm.call_intrinsic "llvm.arm.smlad"
  // CHECK:           llvm.call_intrinsic "llvm.arm.smlad"({{.*}}, %[[EVEN]])
  func.func @pairs(%x: memref<12x20xi8>, %w: memref<4x5x2x4xi8>, %y: memref<12x8xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x8xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x20xi8>, memref<4x5x2x4xi8>) outs(%y : memref<12x8xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extui %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }
}

// -----

// Registers longer than those of NEON are those of SVE, and there is an instruction for different signs.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 256, vectorRegisters = 32, dotProduct = "usdot">
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n floordiv 16, k floordiv 4, n mod 16, k mod 4)>
#y = affine_map<(m, n, k) -> (m, n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @long_registers
  // CHECK-SAME:      exec.strategy = "matmul-i8x4 {{.*}}16
  // CHECK:           llvm.call_intrinsic "llvm.aarch64.sve.usdot.nxv4i32"(%{{.*}}, %{{.*}}, %{{.*}}) : (vector<[4]xi32>, vector<[16]xi8>, vector<[16]xi8>) -> vector<[4]xi32>
  func.func @long_registers(%x: memref<12x32xi8>, %w: memref<2x8x16x4xi8>, %y: memref<12x32xi32>) attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    linalg.fill ins(%zero : i32) outs(%y : memref<12x32xi32>)
    linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<12x32xi8>, memref<2x8x16x4xi8>) outs(%y : memref<12x32xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extsi %a : i8 to i32
      %1 = arith.extui %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    }
    return
  }
}
