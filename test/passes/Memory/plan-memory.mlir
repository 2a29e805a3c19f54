// RUN: sinter-opt --plan-memory --verify-planned %s | FileCheck %s

// Three buffers in a chain: the third takes the place of the first. The result
// goes straight to the caller; equal constants share their bytes.
// CHECK: exec.export "main" {{.*}} workspace 4160
exec.export "main" inputs ["x" : tensor<16xf32>] outputs ["y" : tensor<4x4xf32>]

// CHECK-LABEL: func @main(
// CHECK-SAME:    %[[X:.*]]: memref<16xf32>, %[[Y:.*]]: memref<4x4xf32>, %[[C:.*]]: memref<64xi8>, %[[WS:.*]]: memref<4160xi8>, %{{.*}}: memref<0xi8>)
func.func @main(%x: tensor<16xf32>) -> tensor<4x4xf32> {
  %w = arith.constant dense<1.0> : tensor<16xf32>
  %w2 = arith.constant dense<1.0> : tensor<16xf32>
  // CHECK: %[[W:.*]] = plan.slice %[[C]][0]
  // CHECK: %[[A:.*]] = plan.slice %[[WS]][0] : {{.*}} to memref<1024xf32>
  // CHECK: exec.call @grow(%[[X]], %[[W]], %[[A]]) nodes ["grow"] writes [0, 4096]
  %a = flow.dispatch @grow(%x, %w) {flow.nodes = ["grow"]} : (tensor<16xf32>, tensor<16xf32>) -> tensor<1024xf32>
  // CHECK: plan.slice %[[WS]][4096] : {{.*}} to memref<16xf32>
  // CHECK: exec.call @shrink
  %b = flow.dispatch @shrink(%a) : (tensor<1024xf32>) -> tensor<16xf32>
  // CHECK: exec.call @grow{{.*}} writes [0, 4096]
  %c = flow.dispatch @grow(%b, %w2) : (tensor<16xf32>, tensor<16xf32>) -> tensor<1024xf32>
  // CHECK: %[[OUT:.*]] = memref.reinterpret_cast %[[Y]] {{.*}} to memref<16xf32>
  // CHECK: exec.call @shrink(%{{.*}}, %[[OUT]]) nodes [] writes []
  %d = flow.dispatch @shrink(%c) : (tensor<1024xf32>) -> tensor<16xf32>
  %view = tensor.expand_shape %d [[0, 1]] output_shape [4, 4] : tensor<16xf32> into tensor<4x4xf32>
  return %view : tensor<4x4xf32>
}
func.func private @grow(memref<16xf32>, memref<16xf32>, memref<1024xf32>) attributes {flow.root = "general"}
func.func private @shrink(memref<1024xf32>, memref<16xf32>) attributes {flow.root = "general"}
// CHECK: plan.constant 0 = dense<1.000000e+00> : tensor<16xf32>
// CHECK-NOT: plan.constant
