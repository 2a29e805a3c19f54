// RUN: sinter-opt --split-input-file --claim-scratch %s | FileCheck %s

// A loop over structured operations gets room for turns before its buffers.
// CHECK-LABEL: func @steps(
// CHECK-SAME: %[[SCRATCH:arg1]]: memref<768xi8> {plan.scratch}) attributes {exec.turns = 0 : i64
// CHECK: %[[AT:.*]] = arith.constant 512
// CHECK: memref.view %[[SCRATCH]][%[[AT]]][] : memref<768xi8> to memref<64xf32>
func.func @steps(%h: memref<64xf32>) attributes {flow.root = "general"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %next = memref.alloc() : memref<64xf32>
  scf.for %i = %c0 to %c9 step %c1 {
    linalg.copy ins(%h : memref<64xf32>) outs(%next : memref<64xf32>)
    linalg.copy ins(%next : memref<64xf32>) outs(%h : memref<64xf32>)
  }
  return
}

// -----

// CHECK-LABEL: func @no_steps(
// CHECK-SAME: memref<256xi8> {plan.scratch}) attributes {flow.root
func.func @no_steps(%h: memref<64xf32>) attributes {flow.root = "general"} {
  %next = memref.alloc() : memref<64xf32>
  linalg.copy ins(%h : memref<64xf32>) outs(%next : memref<64xf32>)
  return
}
