// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// No operation stands for a sequence: what is taken is the tensor itself.
// CHECK-LABEL: func @take
// CHECK-SAME:  (%[[X:.*]]: tensor<2xf32>, %[[Y:.*]]: tensor<3xf32>)
// CHECK-NEXT:  %[[TWO:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK-NEXT:  return %[[X]], %[[TWO]]
func.func @take(%x: tensor<2xf32>, %y: tensor<3xf32>) -> (tensor<*xf32>, tensor<*xi64>) {
  %back = arith.constant dense<-2> : tensor<i64>
  %0 = onnx.node "SequenceConstruct"(%y) {} opset 13 : (tensor<3xf32>) -> !onnx.unknown
  %front = arith.constant dense<0> : tensor<i64>
  %1 = onnx.node "SequenceInsert"(%0, %x, %front) {} opset 13 : (!onnx.unknown, tensor<2xf32>, tensor<i64>) -> !onnx.unknown
  %2 = onnx.node "SequenceAt"(%1, %back) {} opset 13 : (!onnx.unknown, tensor<i64>) -> tensor<*xf32>
  %3 = onnx.node "SequenceLength"(%1) {} opset 13 : (!onnx.unknown) -> tensor<*xi64>
  return %2, %3 : tensor<*xf32>, tensor<*xi64>
}

// -----

// Parts of one size, the last one smaller, joined again.
// CHECK-LABEL: func @split
// CHECK:       tensor.extract_slice %arg0[0, 0] [2, 3]
// CHECK:       tensor.extract_slice %arg0[2, 0] [2, 3]
// CHECK:       tensor.extract_slice %arg0[4, 0] [1, 3]
// CHECK:       tensor.concat dim(0)
func.func @split(%x: tensor<5x3xf32>) -> tensor<*xf32> {
  %two = arith.constant dense<2> : tensor<i64>
  %0 = onnx.node "SplitToSequence"(%x, %two) {} opset 13 : (tensor<5x3xf32>, tensor<i64>) -> !onnx.unknown
  %1 = onnx.node "ConcatFromSequence"(%0) {axis = 0 : i64} opset 13 : (!onnx.unknown) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @differ(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) -> tensor<*xf32> {
  %0 = onnx.node "SequenceConstruct"(%x, %y) {} opset 13 : (tensor<2x3xf32>, tensor<2x4xf32>) -> !onnx.unknown
  // expected-error @+1 {{the tensors of the sequence differ in another dimension than 0}}
  %1 = onnx.node "ConcatFromSequence"(%0) {axis = 0 : i64} opset 13 : (!onnx.unknown) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @nothing() -> tensor<*xf32> {
  %0 = onnx.node "SequenceEmpty"() {} opset 13 : () -> !onnx.unknown
  // expected-error @+1 {{there is nothing to join in an empty sequence}}
  %1 = onnx.node "ConcatFromSequence"(%0) {axis = 0 : i64} opset 13 : (!onnx.unknown) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @beyond(%x: tensor<2xf32>) -> tensor<*xf32> {
  %two = arith.constant dense<2> : tensor<i64>
  %0 = onnx.node "SequenceConstruct"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
  // expected-error @+1 {{position 2 is not in a sequence of 1 tensors}}
  %1 = onnx.node "SequenceAt"(%0, %two) {} opset 13 : (!onnx.unknown, tensor<i64>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @computed(%x: tensor<2xf32>, %at: tensor<i64>) -> tensor<*xf32> {
  %0 = onnx.node "SequenceConstruct"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
  // expected-error @+2 {{the position is not one constant number}}
  // expected-note @+1 {{fold the input 'position' into an initializer}}
  %1 = onnx.node "SequenceAt"(%0, %at) {} opset 13 : (!onnx.unknown, tensor<i64>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @position(%x: tensor<2xf32>) -> tensor<*xf32> {
  %0 = onnx.node "SequenceConstruct"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
  // expected-error @+2 {{the position is not one constant number}}
  // expected-note @+1 {{fold the input 'position' into an initializer}}
  %1 = onnx.node "SequenceAt"(%0, %0) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @not_a_tensor(%x: tensor<2xf32>) -> tensor<*xf32> {
  %0 = onnx.node "SequenceConstruct"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
  // expected-error @+1 {{(Abs, opset 13): input 0 is a sequence}}
  %1 = onnx.node "Abs"(%0) {} opset 13 : (!onnx.unknown) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @in_a_loop(%m: tensor<i64>, %x: tensor<2xf32>) -> tensor<*xf32> {
  %c = onnx.none
  // expected-error @+1 {{output 1 of the subgraph is no tensor}}
  %a = onnx.node "Loop"(%m, %c, %x) {body = {graph = 0}} opset 13 graphs {
  ^bb0(%i: !onnx.unknown, %on: !onnx.unknown, %v: !onnx.unknown):
    %0 = onnx.node "SequenceConstruct"(%v) {} opset 13 : (!onnx.unknown) -> !onnx.unknown
    onnx.yield %on, %0 : !onnx.unknown, !onnx.unknown
  } : (tensor<i64>, none, tensor<2xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

// expected-error @+1 {{output '' is a sequence; only dense tensors are supported}}
func.func @result(%x: tensor<2xf32>) -> !onnx.unknown {
  %0 = onnx.node "SequenceConstruct"(%x) {} opset 13 : (tensor<2xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
