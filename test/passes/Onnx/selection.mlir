// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// One loop notes where elements are and counts them; the count becomes a dim with a bound, and the
// coordinates are read from the notes.
// CHECK-LABEL: func @non_zero(
// CHECK-SAME:    exec.dims = [{bound = array<i64: 12>, max = 0 : i64, min = 0 : i64, name = "nz.count", witness = 36587 : i64}]
// CHECK:       %[[KEPT:.*]]:2 = scf.for {{.*}} -> (tensor<12xi64>, tensor<1xi64>)
// CHECK:         arith.cmpf une
// CHECK:       exec.set_dim 0 = %[[KEPT]]#1 : tensor<1xi64>
// CHECK:       linalg.generic
// CHECK:         tensor.extract %[[KEPT]]#0
// CHECK:       return %{{.*}} : tensor<2x36587xi64>
func.func @non_zero(%x: tensor<3x4xf32>) -> tensor<*xi64> {
  %y = onnx.node "NonZero"(%x) {} opset 13 : (tensor<3x4xf32>) -> tensor<*xi64> loc("nz")
  return %y : tensor<*xi64>
}

// -----

// What is known is computed at once.
// CHECK-LABEL: func @non_zero_constant
// CHECK-NEXT:  %[[AT:.*]] = arith.constant dense<{{\[\[}}0, 1], [1, 0{{\]\]}}> : tensor<2x2xi64>
// CHECK-NEXT:  return %[[AT]]
func.func @non_zero_constant() -> tensor<*xi64> {
  %x = arith.constant dense<[[0.0, 2.0], [1.0, -0.0]]> : tensor<2x2xf32>
  %y = onnx.node "NonZero"(%x) {} opset 13 : (tensor<2x2xf32>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

// CHECK-LABEL: func @compress(
// CHECK:       exec.set_dim 0
// CHECK:       return %{{.*}} : tensor<3x36587xf32>
func.func @compress(%x: tensor<3x4xf32>, %c: tensor<4xi1>) -> tensor<*xf32> {
  %y = onnx.node "Compress"(%x, %c) {axis = 1 : i64} opset 11 : (tensor<3x4xf32>, tensor<4xi1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A comparison of such a dim with 0 is one of the run.
// CHECK-LABEL: func @compare(
// CHECK:       exec.set_dim
// CHECK:       arith.cmpi eq
func.func @compare(%x: tensor<4xf32>) -> tensor<*xi1> {
  %none = arith.constant dense<0> : tensor<1xi64>
  %y = onnx.node "NonZero"(%x) {} opset 13 : (tensor<4xf32>) -> tensor<*xi64>
  %n = onnx.node "Shape"(%y) {start = 1 : i64} opset 15 : (tensor<*xi64>) -> tensor<*xi64>
  %e = onnx.node "Equal"(%n, %none) {} opset 13 : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi1>
  return %e : tensor<*xi1>
}

// -----

// Bounds of a slice that are computed are clamped, and so are those of an axis that may be shorter.
// CHECK-LABEL: func @slice(
// CHECK-SAME:    bound = array<i64: 7>
// CHECK-SAME:    bound = array<i64: 3>
// CHECK:       exec.set_dim 0
// CHECK:       exec.set_dim 1
// CHECK:       return %{{.*}} : tensor<37159xf32>
func.func @slice(%x: tensor<7xf32>, %start: tensor<1xi64>, %end: tensor<1xi64>) -> tensor<*xf32> {
  %y = onnx.node "Slice"(%x, %start, %end) {} opset 13 : (tensor<7xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  %zero = arith.constant dense<0> : tensor<1xi64>
  %three = arith.constant dense<3> : tensor<1xi64>
  %z = onnx.node "Slice"(%y, %zero, %three) {} opset 13 : (tensor<*xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

func.func @scalar(%x: tensor<f32>) -> tensor<*xi64> {
  // expected-error @+2 {{a scalar has no coordinates}}
  // expected-note @+1 {{give it a dimension with Unsqueeze}}
  %y = onnx.node "NonZero"(%x) {} opset 13 : (tensor<f32>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

func.func @condition(%x: tensor<3x4xf32>, %c: tensor<2x2xi1>) -> tensor<*xf32> {
  // expected-error @+1 {{the condition must be a list of booleans}}
  %y = onnx.node "Compress"(%x, %c) {} opset 11 : (tensor<3x4xf32>, tensor<2x2xi1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// How often a loop counts is not known either.
func.func @in_loop(%x: tensor<4xf32>) -> tensor<*xf32> {
  %n = arith.constant dense<3> : tensor<i64>
  %t = arith.constant dense<true> : tensor<i1>
  %y = onnx.node "Loop"(%n, %t, %x) {body = {graph = 0}} opset 13 graphs {
  ^bb0(%i: !onnx.unknown, %c: !onnx.unknown, %s: !onnx.unknown):
    // expected-error @+1 {{how many elements the result has is decided in each turn of a Loop}}
    %z = onnx.node "NonZero"(%s) {} opset 13 : (!onnx.unknown) -> !onnx.unknown
    %f = onnx.node "Cast"(%z) {to = 1 : i64} opset 13 : (!onnx.unknown) -> !onnx.unknown
    %r = onnx.node "ReduceSum"(%f) {keepdims = 0 : i64} opset 13 : (!onnx.unknown) -> !onnx.unknown
    %a = onnx.node "Add"(%s, %r) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
    onnx.yield %c, %a : !onnx.unknown, !onnx.unknown
  } : (tensor<i64>, tensor<i1>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @boxes(%b: tensor<1x6x4xf32>, %s: tensor<1x2x5xf32>) -> tensor<*xi64> {
  // expected-error @+1 {{boxes of shape 1x6x4 and scores of shape 1x2x5 do not fit together}}
  %y = onnx.node "NonMaxSuppression"(%b, %s) {} opset 11 : (tensor<1x6x4xf32>, tensor<1x2x5xf32>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}
