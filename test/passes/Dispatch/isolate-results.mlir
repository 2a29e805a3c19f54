// RUN: sinter-opt --isolate-results %s | FileCheck %s

// Arguments, views of them, constants and repeated results are copied.
// CHECK-LABEL: func @copies
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>
func.func @copies(%x: tensor<4xf32>) -> (tensor<2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %c = arith.constant dense<1.0> : tensor<4xf32>
  // CHECK: %[[VIEW:.*]] = tensor.expand_shape %[[X]]
  %view = tensor.expand_shape %x [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  // CHECK: %[[SUM:.*]] = arith.addf
  %sum = arith.addf %x, %c : tensor<4xf32>
  // CHECK: %[[A:.*]] = linalg.generic {{.*}} ins(%[[VIEW]]
  // CHECK: %[[B:.*]] = linalg.generic {{.*}} ins(%{{.*}}cst
  // CHECK: %[[D:.*]] = linalg.generic {{.*}} ins(%[[SUM]]
  // CHECK: return %[[A]], %[[B]], %[[SUM]], %[[D]]
  return %view, %c, %sum, %sum : tensor<2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A view of something computed needs no copy.
// CHECK-LABEL: func @computed_view
// CHECK-NOT:     linalg.generic
func.func @computed_view(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  %sum = arith.addf %x, %x : tensor<4xf32>
  %view = tensor.expand_shape %sum [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  return %view : tensor<2x2xf32>
}

// A tensor without elements is computed by nobody.
// CHECK-LABEL: func @empty
// CHECK:         %[[E:.*]] = tensor.empty() : tensor<0x4xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[E]]
func.func @empty() -> tensor<0x4xf32> {
  %e = tensor.empty() : tensor<0x4xf32>
  return %e : tensor<0x4xf32>
}
