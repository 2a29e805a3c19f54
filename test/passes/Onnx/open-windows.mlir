// RUN: sinter-opt --convert-onnx --export-functions %s -split-input-file -verify-diagnostics | FileCheck %s
// Windows along dims that calls decide: a stride divides the step of a dim, or the node is refused.

// CHECK: exec.dims = [{max = 0 : i64, min = 8 : i64, name = "width", step = 8 : i64, witness = 10427 : i64}]
// CHECK-LABEL: func.func @halved(
// CHECK-SAME: tensor<1x2x83416xf32>) -> tensor<1x2x41708xf32>
module attributes {exec.dims = [{max = 0 : i64, min = 8 : i64, name = "width", step = 8 : i64, witness = 10427 : i64}]} {
  func.func @halved(%x: tensor<1x2x83416xf32>) -> tensor<1x2x?xf32> {
    %0 = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 3>, strides = array<i64: 2>, pads = array<i64: 1, 1>} domain "" opset 13 : (tensor<1x2x83416xf32>) -> tensor<1x2x?xf32>
    return %0 : tensor<1x2x?xf32>
  }
}

// -----

module attributes {exec.dims = [{max = 0 : i64, min = 8 : i64, name = "width", step = 8 : i64, witness = 10427 : i64}]} {
  func.func @thirds(%x: tensor<1x2x83416xf32>) -> tensor<1x2x?xf32> {
    // expected-error @below {{its windows move by 3 along a dimension of width, which calls decide, and leave a rest that differs}}
    // expected-note @below {{let calls give multiples}}
    // expected-note @below {{it may be possible for one size: --dim=width:1}}
    %0 = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 3>, strides = array<i64: 3>} domain "" opset 13 : (tensor<1x2x83416xf32>) -> tensor<1x2x?xf32>
    return %0 : tensor<1x2x?xf32>
  }
}

// -----

// A window without padding, and a slice from the fourth last element on, need that many.
// CHECK: exec.dims = [{max = 0 : i64, min = 4 : i64, name = "length", witness = 48523 : i64}]
// CHECK-LABEL: func.func @least(
// CHECK-SAME: tensor<1x2x48523xf32>) -> (tensor<1x2x48521xf32>, tensor<1x2x48519xf32>)
module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "length", witness = 48523 : i64}]} {
  func.func @least(%x: tensor<1x2x48523xf32>) -> (tensor<1x2x?xf32>, tensor<1x2x?xf32>) {
    %0 = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 3>} domain "" opset 13 : (tensor<1x2x48523xf32>) -> tensor<1x2x?xf32>
    %starts = arith.constant dense<-4> : tensor<1xi64>
    %ends = arith.constant dense<-2> : tensor<1xi64>
    %axes = arith.constant dense<2> : tensor<1xi64>
    %four = onnx.node "Slice"(%x, %starts, %ends, %axes) {} domain "" opset 13 : (tensor<1x2x48523xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<1x2x?xf32>
    %from = arith.constant dense<4> : tensor<1xi64>
    %all = arith.constant dense<1000000000> : tensor<1xi64>
    %1 = onnx.node "Slice"(%x, %from, %all, %axes) {} domain "" opset 13 : (tensor<1x2x48523xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<1x2x?xf32>
    %2 = onnx.node "ReduceMax"(%four) {axes = array<i64: 2>, keepdims = 1} domain "" opset 13 : (tensor<1x2x?xf32>) -> tensor<1x2x1xf32>
    %3 = onnx.node "Add"(%1, %2) {} domain "" opset 13 : (tensor<1x2x?xf32>, tensor<1x2x1xf32>) -> tensor<1x2x?xf32>
    return %0, %3 : tensor<1x2x?xf32>, tensor<1x2x?xf32>
  }
}

// -----

module attributes {exec.dims = [{max = 4 : i64, min = 1 : i64, name = "length", witness = 48523 : i64}]} {
  func.func @fewer(%x: tensor<1x2x48523xf32>) -> tensor<1x2x?xf32> {
    // expected-error @below {{it needs at least 1 elements where there are (length-4), which are always fewer}}
    // expected-note @below {{allow more with --dim=length:5}}
    // expected-note @below {{it may be possible for one size: --dim=length:4}}
    %0 = onnx.node "MaxPool"(%x) {kernel_shape = array<i64: 7>, pads = array<i64: 1, 1>} domain "" opset 13 : (tensor<1x2x48523xf32>) -> tensor<1x2x?xf32>
    return %0 : tensor<1x2x?xf32>
  }
}
