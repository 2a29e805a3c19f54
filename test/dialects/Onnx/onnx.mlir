// RUN: sinter-opt --verify-roundtrip %s | FileCheck %s

// CHECK-LABEL: func @conv
func.func @conv(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<*xf32> {
  // CHECK: %[[NONE:.*]] = onnx.none
  %none = onnx.none
  // CHECK: onnx.node "Conv"(%{{.*}}, %{{.*}}, %[[NONE]]) {group = 1 : i64} opset 13 : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, none) -> tensor<*xf32>
  %y = onnx.node "Conv"(%x, %w, %none) {group = 1 : i64} opset 13
     : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, none) -> tensor<*xf32>
  // CHECK: onnx.node "Gelu"(%{{.*}}) {} domain "com.microsoft" opset 1
  %z = onnx.node "Gelu"(%y) {} domain "com.microsoft" opset 1 : (tensor<*xf32>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}
