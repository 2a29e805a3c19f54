// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// A known condition picks a branch; the other may be anything.
// CHECK-LABEL: func @known
// CHECK-NEXT: %[[R:.*]] = tensor.empty
// CHECK: math.absf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @known(%x: tensor<2xf32>) -> tensor<*xf32> {
  %c = arith.constant dense<true> : tensor<1xi1>
  %a = onnx.node "If"(%c) {then_branch = {graph = 0}, else_branch = {graph = 1}} opset 13 graphs {
    %0 = onnx.node "Abs"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  }, {
    %0 = onnx.node "Unheard"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  } : (tensor<1xi1>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

// Otherwise both branches are computed.
// CHECK-LABEL: func @selected
// CHECK: math.absf
// CHECK: linalg.generic {{.*}} ins(%arg1, %{{.*}}, %arg0 : tensor<i1>, tensor<2xf32>, tensor<2xf32>)
// CHECK: arith.select
func.func @selected(%x: tensor<2xf32>, %c: tensor<i1>) -> tensor<*xf32> {
  %a = onnx.node "If"(%c) {then_branch = {graph = 0}, else_branch = {graph = 1}} opset 13 graphs {
    %0 = onnx.node "Abs"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  }, {
    onnx.yield %x : tensor<2xf32>
  } : (tensor<i1>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

// A loop that always goes on counts.
// CHECK-LABEL: func @counted
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %c4{{.*}} iter_args(%[[V:.*]] = %arg0, %[[ROWS:.*]] = %{{.*}}) -> (tensor<2xf32>, tensor<4x2xf32>)
// CHECK: math.absf
// CHECK: tensor.insert_slice %[[V]] into %[[ROWS]][%[[I]], 0] [1, 2] [1, 1]
func.func @counted(%x: tensor<2xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %m = arith.constant dense<4> : tensor<i64>
  %c = onnx.none
  %a:2 = onnx.node "Loop"(%m, %c, %x) {body = {graph = 0}} opset 13 graphs {
  ^bb0(%i: !onnx.unknown, %on: !onnx.unknown, %v: !onnx.unknown):
    %0 = onnx.node "Abs"(%v) {} opset 13 : (!onnx.unknown) -> !onnx.unknown
    onnx.yield %on, %0, %v : !onnx.unknown, !onnx.unknown, !onnx.unknown
  } : (tensor<i64>, none, tensor<2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %a#0, %a#1 : tensor<*xf32>, tensor<*xf32>
}
