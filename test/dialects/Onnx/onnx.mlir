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

// Subgraphs are regions that see the values before them.
// CHECK-LABEL: func @choice
func.func @choice(%c: tensor<i1>, %x: tensor<2xf32>) -> tensor<*xf32> {
  // CHECK: onnx.node "If"(%{{.*}}) {else_branch = {graph = 1 : i64}, then_branch = {graph = 0 : i64}} opset 13 graphs {
  // CHECK: onnx.yield %{{.*}} : !onnx.unknown
  // CHECK: }, {
  // CHECK: onnx.yield %arg1 : tensor<2xf32>
  %y = onnx.node "If"(%c) {then_branch = {graph = 0}, else_branch = {graph = 1}} opset 13 graphs {
    %0 = onnx.node "Abs"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  }, {
    onnx.yield %x : tensor<2xf32>
  } : (tensor<i1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
