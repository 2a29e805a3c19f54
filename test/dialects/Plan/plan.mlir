// RUN: sinter-opt --verify-roundtrip %s | FileCheck %s

// CHECK: plan.constant 64 = dense<1.000000e+00> : tensor<4xf32>
plan.constant 64 = dense<1.0> : tensor<4xf32>

// CHECK: plan.variable "count" 0 = dense<0> : tensor<1xi64>
plan.variable "count" 0 = dense<0> : tensor<1xi64>
// CHECK: plan.variable "window" 64 = dense<[1, 2]> : tensor<2xi8> constants 128
plan.variable "window" 64 = dense<[1, 2]> : tensor<2xi8> constants 128

// CHECK-LABEL: func @slice
func.func @slice(%workspace: memref<256xi8>) -> memref<4x4xf32> {
  // CHECK: plan.slice %{{.*}}[64] : memref<256xi8> to memref<4x4xf32>
  %0 = plan.slice %workspace[64] : memref<256xi8> to memref<4x4xf32>
  return %0 : memref<4x4xf32>
}
