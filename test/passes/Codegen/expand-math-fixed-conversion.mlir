// RUN: sinter-opt --expand-math %s | FileCheck %s

// A conversion and a power of two are one instruction, with as many bits behind the point.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, dotProduct = "vmladava", laneBits = 32>} {
  // CHECK-LABEL: func @from_steps(
  // CHECK-SAME:      %[[X:.*]]: vector<4xi8>
  // CHECK-DAG:     %[[SIGNED:.*]] = llvm.mlir.constant(0 : i32)
  // CHECK-DAG:     %[[BITS:.*]] = llvm.mlir.constant(8 : i32)
  // CHECK:         %[[WIDE:.*]] = arith.extsi %[[X]] : vector<4xi8> to vector<4xi32>
  // CHECK:         %[[Y:.*]] = llvm.call_intrinsic "llvm.arm.mve.vcvt.fix.v4f32.v4i32"(%[[SIGNED]], %[[WIDE]], %[[BITS]])
  // CHECK:         return %[[Y]]
  func.func @from_steps(%x: vector<4xi8>) -> vector<4xf32> attributes {flow.root = "elementwise"} {
    %scale = arith.constant dense<0.00390625> : vector<4xf32>
    %0 = arith.sitofp %x : vector<4xi8> to vector<4xf32>
    %1 = arith.mulf %0, %scale : vector<4xf32>
    return %1 : vector<4xf32>
  }

  // CHECK-LABEL: func @to_steps
  // CHECK-DAG:     %[[UNSIGNED:.*]] = llvm.mlir.constant(1 : i32)
  // CHECK-DAG:     %[[BITS:.*]] = llvm.mlir.constant(4 : i32)
  // CHECK:         llvm.call_intrinsic "llvm.arm.mve.vcvt.fix.v4i32.v4f32"(%[[UNSIGNED]], %{{.*}}, %[[BITS]])
  func.func @to_steps(%x: vector<4xf32>) -> vector<4xi32> attributes {flow.root = "elementwise"} {
    %scale = arith.constant dense<16.0> : vector<4xf32>
    %0 = arith.mulf %x, %scale : vector<4xf32>
    %1 = arith.fptoui %0 : vector<4xf32> to vector<4xi32>
    return %1 : vector<4xi32>
  }

  // No power of two, one that the instruction does not reach, the wrong direction.
  // CHECK-LABEL: func @others
  // CHECK-NOT:     call_intrinsic
  func.func @others(%x: vector<4xi32>) -> (vector<4xf32>, vector<4xf32>, vector<4xf32>) attributes {flow.root = "elementwise"} {
    %third = arith.constant dense<0.3> : vector<4xf32>
    %tiny = arith.constant dense<0x2E800000> : vector<4xf32>
    %two = arith.constant dense<2.0> : vector<4xf32>
    %0 = arith.sitofp %x : vector<4xi32> to vector<4xf32>
    %1 = arith.mulf %0, %third : vector<4xf32>
    %2 = arith.mulf %0, %tiny : vector<4xf32>
    %3 = arith.mulf %0, %two : vector<4xf32>
    return %1, %2, %3 : vector<4xf32>, vector<4xf32>, vector<4xf32>
  }
}
