// RUN: sinter-opt --split-input-file --expand-math %s | FileCheck %s

// The rounded upper half of a doubled product is one instruction of Helium, by a vector or a constant.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, dotProduct = "vmladava", laneBits = 32>} {
  // CHECK-LABEL: func @high(
  // CHECK-SAME:      %[[X:.*]]: vector<4xi32>, %[[Y:.*]]: vector<4xi32>
  // CHECK-DAG:     %[[C:.*]] = arith.constant dense<1518500250> : vector<4xi32>
  // CHECK:         %[[XY:.*]] = llvm.call_intrinsic "llvm.arm.mve.vqrdmulh.v4i32"(%[[X]], %[[Y]])
  // CHECK:         %[[XYC:.*]] = llvm.call_intrinsic "llvm.arm.mve.vqrdmulh.v4i32"(%[[XY]], %[[C]])
  // CHECK:         return %[[XYC]]
  func.func @high(%x: vector<4xi32>, %y: vector<4xi32>) -> vector<4xi32> attributes {flow.root = "matmul"} {
    %half = arith.constant dense<1073741824> : vector<4xi64>
    %c31 = arith.constant dense<31> : vector<4xi64>
    %f = arith.constant dense<1518500250> : vector<4xi64>
    %0 = arith.extsi %x : vector<4xi32> to vector<4xi64>
    %1 = arith.extsi %y : vector<4xi32> to vector<4xi64>
    %2 = arith.muli %0, %1 : vector<4xi64>
    %3 = arith.addi %2, %half : vector<4xi64>
    %4 = arith.shrsi %3, %c31 : vector<4xi64>
    %5 = arith.trunci %4 : vector<4xi64> to vector<4xi32>
    %6 = arith.extsi %5 : vector<4xi32> to vector<4xi64>
    %7 = arith.muli %6, %f : vector<4xi64>
    %8 = arith.addi %7, %half : vector<4xi64>
    %9 = arith.shrsi %8, %c31 : vector<4xi64>
    %10 = arith.trunci %9 : vector<4xi64> to vector<4xi32>
    return %10 : vector<4xi32>
  }

  // Another shift, another rounding, a factor beyond 32 bits: not this instruction.
  // CHECK-LABEL: func @others
  // CHECK-NOT:     call_intrinsic
  func.func @others(%x: vector<4xi32>) -> (vector<4xi32>, vector<4xi32>, vector<4xi32>) attributes {flow.root = "matmul"} {
    %half = arith.constant dense<1073741824> : vector<4xi64>
    %c30 = arith.constant dense<30> : vector<4xi64>
    %c31 = arith.constant dense<31> : vector<4xi64>
    %f = arith.constant dense<1518500250> : vector<4xi64>
    %wide = arith.constant dense<3518500250> : vector<4xi64>
    %0 = arith.extsi %x : vector<4xi32> to vector<4xi64>
    %1 = arith.muli %0, %f : vector<4xi64>
    %2 = arith.addi %1, %half : vector<4xi64>
    %3 = arith.shrsi %2, %c30 : vector<4xi64>
    %4 = arith.trunci %3 : vector<4xi64> to vector<4xi32>
    %5 = arith.addi %1, %c30 : vector<4xi64>
    %6 = arith.shrsi %5, %c31 : vector<4xi64>
    %7 = arith.trunci %6 : vector<4xi64> to vector<4xi32>
    %8 = arith.muli %0, %wide : vector<4xi64>
    %9 = arith.addi %8, %half : vector<4xi64>
    %10 = arith.shrsi %9, %c31 : vector<4xi64>
    %11 = arith.trunci %10 : vector<4xi64> to vector<4xi32>
    return %4, %7, %11 : vector<4xi32>, vector<4xi32>, vector<4xi32>
  }
}

// -----

// Other machines multiply in 64 bits.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128>} {
  // CHECK-LABEL: func @plain
  // CHECK-NOT:     call_intrinsic
  func.func @plain(%x: vector<4xi32>) -> vector<4xi32> attributes {flow.root = "matmul"} {
    %half = arith.constant dense<1073741824> : vector<4xi64>
    %c31 = arith.constant dense<31> : vector<4xi64>
    %f = arith.constant dense<1518500250> : vector<4xi64>
    %0 = arith.extsi %x : vector<4xi32> to vector<4xi64>
    %1 = arith.muli %0, %f : vector<4xi64>
    %2 = arith.addi %1, %half : vector<4xi64>
    %3 = arith.shrsi %2, %c31 : vector<4xi64>
    %4 = arith.trunci %3 : vector<4xi64> to vector<4xi32>
    return %4 : vector<4xi32>
  }
}
