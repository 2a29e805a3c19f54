// RUN: sinter-opt --verify-roundtrip %s | FileCheck %s

// CHECK: plan.constant 64 = dense<1.000000e+00> : tensor<4xf32>
plan.constant 64 = dense<1.0> : tensor<4xf32>

// CHECK-LABEL: func @slice
func.func @slice(%workspace: memref<256xi8>) -> memref<4x4xf32> {
  // CHECK: plan.slice %{{.*}}[64] : memref<256xi8> to memref<4x4xf32>
  %0 = plan.slice %workspace[64] : memref<256xi8> to memref<4x4xf32>
  return %0 : memref<4x4xf32>
}
