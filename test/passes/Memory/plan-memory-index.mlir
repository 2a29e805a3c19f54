// RUN: sinter-opt --split-input-file --plan-memory --verify-planned %s | FileCheck %s

// On a machine whose indices have 32 bits, that is what constants of them have. The plan counts 64 bits for each, so zeros
// follow.
module attributes {exec.machine = #exec.machine<triple = "armv7a-unknown-linux-eabihf", cpu = "cortex-a7", features = "", vectorRegisters = 13, indexBits = 32, hasFma = true>} {
  exec.export "main" inputs ["x" : tensor<4xf32>] outputs ["y" : tensor<4xf32>]
  // CHECK-LABEL: func @main(
  // CHECK: plan.slice {{.*}}[0] : memref<{{[0-9]+}}xi8> to memref<4xindex>
  func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
    %order = arith.constant dense<[3, 2, 1, -1]> : tensor<4xindex>
    %y = flow.dispatch @permute(%x, %order) : (tensor<4xf32>, tensor<4xindex>) -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
  func.func private @permute(memref<4xf32>, memref<4xindex>, memref<4xf32>) attributes {flow.root = "general"}
  // CHECK: plan.constant 0 = dense<[3, 2, 1, -1, 0, 0, 0, 0]> : tensor<8xi32>
}

// -----

// Elsewhere they have 64.
exec.export "main" inputs ["x" : tensor<4xf32>] outputs ["y" : tensor<4xf32>]
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %order = arith.constant dense<[3, 2, 1, 0]> : tensor<4xindex>
  %y = flow.dispatch @permute(%x, %order) : (tensor<4xf32>, tensor<4xindex>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @permute(memref<4xf32>, memref<4xindex>, memref<4xf32>) attributes {flow.root = "general"}
// CHECK: plan.constant 0 = dense<[3, 2, 1, 0]> : tensor<4xindex>
