// RUN: sinter-opt --lower-model-functions %s --split-input-file | FileCheck %s

// What begins as zeros needs no code; a splat is written in words and what is left in bytes;
// other values are copied from the constants.
plan.variable "zero" 0 = dense<0> : tensor<4xi8>
plan.variable "splat" 64 = dense<-128> : tensor<11xi8>
plan.variable "dense" 128 = dense<[1, 2, 3]> : tensor<3xi16> constants 192
plan.constant 192 = dense<[1, 2, 3]> : tensor<3xi16>

// CHECK-LABEL: llvm.func hidden @initialize_state(
// CHECK-SAME: %[[STATE:.*]]: !llvm.ptr, %[[CONSTANTS:.*]]: !llvm.ptr) attributes {passthrough = ["no-builtins"]
// CHECK: %[[AT:.*]] = llvm.mlir.constant(64 : i64)
// CHECK: llvm.getelementptr %[[STATE]][%[[AT]]]
// CHECK: llvm.mlir.constant(-9187201950435737472 : i64)
// CHECK: llvm.mlir.constant(192 : i64)
// CHECK: llvm.getelementptr %[[CONSTANTS]]
// CHECK-LABEL: llvm.mlir.global internal constant @executable
// CHECK: %[[F:.*]] = llvm.mlir.addressof @initialize_state
// CHECK: llvm.insertvalue %[[F]], %{{.*}}[1]
// CHECK: llvm.mlir.constant(134 : i64)

// -----

// CHECK-NOT: initialize_state
// CHECK-LABEL: llvm.mlir.global internal constant @executable
// CHECK: %[[NULL:.*]] = llvm.mlir.zero : !llvm.ptr
// CHECK: llvm.insertvalue %[[NULL]], %{{.*}}[1]
plan.variable "zero" 0 = dense<0> : tensor<4xi8>
