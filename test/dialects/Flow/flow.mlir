// RUN: sinter-opt --verify-roundtrip %s | FileCheck %s

// CHECK-LABEL: func @region
func.func @region(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: flow.region "elementwise" -> tensor<4xf32> {
  // CHECK:   flow.yield %{{.*}} : tensor<4xf32>
  %y = flow.region "elementwise" -> tensor<4xf32> {
    %0 = arith.addf %x, %x : tensor<4xf32>
    flow.yield %0 : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func @dispatch
func.func @dispatch(%x: tensor<4xf32>) -> tensor<2xf32> {
  // CHECK: flow.dispatch @d(%{{.*}}) : (tensor<4xf32>) -> tensor<2xf32>
  %y = flow.dispatch @d(%x) : (tensor<4xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
