// RUN: sinter-opt --yield-in-place --expose-destinations --bufferize-dispatches --canonicalize --claim-scratch %s | FileCheck %s

// The new value is copied into the loop's buffer; the loop carries no buffer.
// CHECK-LABEL: func private @sum(
// CHECK:         scf.for %{{[a-z0-9]+}} = %{{.*}} to %{{.*}} step %{{[a-z0-9]+}} {
// CHECK:           linalg.add
// CHECK-NOT:     memref.alloc
func.func private @sum(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "general"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %x) -> tensor<4xf32> {
    %e = tensor.empty() : tensor<4xf32>
    %n = linalg.add ins(%acc, %x : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %n : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// What is built up in the loop's buffer needs no copy.
// CHECK-LABEL: func private @in_place(
// CHECK:         scf.for
// CHECK-NOT:       copy
// CHECK:           memref.store
// CHECK-NOT:       copy
// CHECK:         }
func.func private @in_place(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "general"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %x) -> tensor<4xf32> {
    %n = tensor.insert %zero into %acc[%i] : tensor<4xf32>
    scf.yield %n : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
