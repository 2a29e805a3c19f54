// RUN: sinter-opt --outline-dispatch-regions %s | FileCheck %s

// A multiply-add counts two, for 8-bit integers as for floats: conversions compute nothing.
// CHECK-LABEL: func.func @main
// CHECK:     func.func private @dispatch_0_floats
// CHECK-SAME:  flow.flops = 1024 : i64
// CHECK:     func.func private @dispatch_1_bytes
// CHECK-SAME:  flow.flops = 1024 : i64
func.func @main(%a: tensor<8x8xf32>, %b: tensor<8x8xi8>) -> (tensor<8x8xf32>, tensor<8x8xi32>) {
  %0 = flow.region "floats" -> tensor<8x8xf32> {
    %empty = tensor.empty() : tensor<8x8xf32>
    %c = linalg.matmul ins(%a, %a : tensor<8x8xf32>, tensor<8x8xf32>) outs(%empty : tensor<8x8xf32>) -> tensor<8x8xf32>
    flow.yield %c : tensor<8x8xf32>
  }
  %1 = flow.region "bytes" -> tensor<8x8xi32> {
    %empty = tensor.empty() : tensor<8x8xi32>
    %c = linalg.matmul ins(%b, %b : tensor<8x8xi8>, tensor<8x8xi8>) outs(%empty : tensor<8x8xi32>) -> tensor<8x8xi32>
    flow.yield %c : tensor<8x8xi32>
  }
  return %0, %1 : tensor<8x8xf32>, tensor<8x8xi32>
}
