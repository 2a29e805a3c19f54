// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// A condition that is known picks a branch.

// CHECK-LABEL: func.func @main(
// CHECK-NOT: math.
// CHECK: math.cos
// CHECK-NOT: math.
func.func private @sines(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = tflite.node "SIN"(%x) {} version 1 : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @cosines(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = tflite.node "COS"(%x) {} version 1 : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %no = tflite.constant dense<false> : tensor<1xi1>
  %y = tflite.node "IF"(%no, %x) {then_subgraph_index = @sines, else_subgraph_index = @cosines} version 1
     : (tensor<1xi1>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// Else both are computed.

// CHECK-LABEL: func.func @main(
// CHECK: math.sin
// CHECK: math.cos
// CHECK: arith.select
func.func private @sines(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = tflite.node "SIN"(%x) {} version 1 : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @cosines(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = tflite.node "COS"(%x) {} version 1 : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func @main(%c: tensor<1xi1>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %y = tflite.node "IF"(%c, %x) {then_subgraph_index = @sines, else_subgraph_index = @cosines} version 1
     : (tensor<1xi1>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// A few iterations that are known are written out: here two.

// CHECK-LABEL: func.func @main(
// CHECK-COUNT-2: math.sin
// CHECK-NOT: math.sin
// CHECK-NOT: scf.while
func.func private @goes_on(%k: tensor<i32>, %x: tensor<4xf32>) -> tensor<i1> {
  %three = tflite.constant dense<3> : tensor<i32>
  %y = tflite.node "LESS"(%k, %three) {} version 1 : (tensor<i32>, tensor<i32>) -> tensor<i1>
  return %y : tensor<i1>
}
func.func private @body(%k: tensor<i32>, %x: tensor<4xf32>) -> (tensor<i32>, tensor<4xf32>) {
  %three = tflite.constant dense<3> : tensor<i32>
  %next = tflite.node "MAXIMUM"(%k, %three) {} version 1 : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %one = tflite.constant dense<1> : tensor<i32>
  %small = tflite.node "EQUAL"(%k, %one) {} version 1 : (tensor<i32>, tensor<i32>) -> tensor<i1>
  %two = tflite.constant dense<2> : tensor<i32>
  %k2 = tflite.node "SELECT_V2"(%small, %two, %next) {} version 1
     : (tensor<i1>, tensor<i32>, tensor<i32>) -> tensor<i32>
  %y = tflite.node "SIN"(%x) {} version 1 : (tensor<4xf32>) -> tensor<4xf32>
  return %k2, %y : tensor<i32>, tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = tflite.constant dense<1> : tensor<i32>
  %k, %y = tflite.node "WHILE"(%one, %x) {cond_subgraph_index = @goes_on, body_subgraph_index = @body} version 1
     : (tensor<i32>, tensor<4xf32>) -> (tensor<i32>, tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @main(
// CHECK: scf.while
// CHECK: arith.cmpf olt
// CHECK: scf.condition
// CHECK: math.cos
// CHECK: scf.yield
func.func private @goes_on(%x: tensor<1xf32>) -> tensor<1xi1> {
  %half = tflite.constant dense<0.5> : tensor<1xf32>
  %y = tflite.node "LESS"(%x, %half) {} version 1 : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xi1>
  return %y : tensor<1xi1>
}
func.func private @body(%x: tensor<1xf32>) -> tensor<1xf32> {
  %y = tflite.node "COS"(%x) {} version 1 : (tensor<1xf32>) -> tensor<1xf32>
  return %y : tensor<1xf32>
}
func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %y = tflite.node "WHILE"(%x) {cond_subgraph_index = @goes_on, body_subgraph_index = @body} version 1
     : (tensor<1xf32>) -> tensor<1xf32>
  return %y : tensor<1xf32>
}
