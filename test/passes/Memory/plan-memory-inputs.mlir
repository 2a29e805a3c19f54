// RUN: sinter-opt --plan-memory --verify-planned %s | FileCheck %s

// Each input keeps its place, however many there are.
exec.export "main" inputs ["a" : tensor<1xf32>, "b" : tensor<2xf32>, "c" : tensor<3xf32>, "d" : tensor<4xf32>] outputs ["y" : tensor<5xf32>]

// CHECK-LABEL: func @main(
// CHECK-SAME: %[[A:.*]]: memref<1xf32>, %[[B:.*]]: memref<2xf32>, %[[C:.*]]: memref<3xf32>, %[[D:.*]]: memref<4xf32>, %[[Y:.*]]: memref<5xf32>
// CHECK: exec.call @join(%[[D]], %[[C]], %[[B]], %[[A]], %[[Y]])
func.func @main(%a: tensor<1xf32>, %b: tensor<2xf32>, %c: tensor<3xf32>, %d: tensor<4xf32>) -> tensor<5xf32> {
  %y = flow.dispatch @join(%d, %c, %b, %a) : (tensor<4xf32>, tensor<3xf32>, tensor<2xf32>, tensor<1xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}
func.func private @join(memref<4xf32>, memref<3xf32>, memref<2xf32>, memref<1xf32>, memref<5xf32>) attributes {flow.root = "general"}
