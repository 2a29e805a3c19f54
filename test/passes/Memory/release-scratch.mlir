// RUN: sinter-opt --split-input-file --release-scratch --canonicalize %s | FileCheck %s

// Nobody touches the sums: their bytes go, and the other buffer moves to the begin.
// CHECK-LABEL: func @one_of_two(
// CHECK-SAME: %[[SCRATCH:arg1]]: memref<64xi8> {plan.scratch})
// CHECK: %[[BEGIN:.*]] = arith.constant 0 : index
// CHECK: memref.view %[[SCRATCH]][%[[BEGIN]]][] : memref<64xi8> to memref<16xf32>
// CHECK-NOT: memref.view
func.func @one_of_two(%x: memref<16xf32>, %scratch: memref<1088xi8> {plan.scratch}) attributes {flow.root = "conv"} {
  %c0 = arith.constant 0 : index
  %c1024 = arith.constant 1024 : index
  %sums = memref.view %scratch[%c0][] : memref<1088xi8> to memref<256xi32>
  %row = memref.view %scratch[%c1024][] : memref<1088xi8> to memref<16xf32>
  linalg.copy ins(%x : memref<16xf32>) outs(%row : memref<16xf32>)
  linalg.copy ins(%row : memref<16xf32>) outs(%x : memref<16xf32>)
  return
}

// -----

// CHECK-LABEL: func @none(
// CHECK-SAME: %{{[^,]*}}: memref<16xf32>) attributes
func.func @none(%x: memref<16xf32>, %scratch: memref<1024xi8> {plan.scratch}) attributes {flow.root = "conv"} {
  %c0 = arith.constant 0 : index
  %sums = memref.view %scratch[%c0][] : memref<1024xi8> to memref<256xi32>
  return
}

// -----

// Views of the same bytes stay so.
// CHECK-LABEL: func @shared(
// CHECK-SAME: memref<192xi8> {plan.scratch})
// CHECK-DAG: %[[A:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[B:.*]] = arith.constant 64 : index
// CHECK: memref.view %{{.*}}[%[[A]]][] : memref<192xi8> to memref<32xf32>
// CHECK: memref.view %{{.*}}[%[[B]]][] : memref<192xi8> to memref<32xf32>
func.func @shared(%x: memref<32xf32>, %scratch: memref<320xi8> {plan.scratch}) attributes {flow.root = "general"} {
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  %a = memref.view %scratch[%c128][] : memref<320xi8> to memref<32xf32>
  %b = memref.view %scratch[%c192][] : memref<320xi8> to memref<32xf32>
  linalg.copy ins(%x : memref<32xf32>) outs(%a : memref<32xf32>)
  linalg.copy ins(%b : memref<32xf32>) outs(%x : memref<32xf32>)
  return
}

// -----

// Words that workgroups share are used at their begin, by whatever code comes later.
// CHECK-LABEL: func @other_use(
// CHECK-SAME: memref<768xi8> {plan.scratch})
func.func @other_use(%x: memref<64xi8>, %scratch: memref<768xi8> {plan.scratch}) attributes {flow.root = "general"} {
  %words = memref.subview %scratch[0] [64] [1] : memref<768xi8> to memref<64xi8, strided<[1]>>
  linalg.copy ins(%x : memref<64xi8>) outs(%words : memref<64xi8, strided<[1]>>)
  return
}
