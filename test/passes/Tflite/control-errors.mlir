// RUN: not sinter-opt %s --convert-tflite --split-input-file 2>&1 | FileCheck %s --implicit-check-not=error:

ml_program.global private mutable @v(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func private @assigns(%x: tensor<4xf32>) -> tensor<4xf32> {
  ml_program.global_store @v = %x : tensor<4xf32>
  return %x : tensor<4xf32>
}
func.func private @keeps(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func @main(%c: tensor<1xi1>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: error: {{.*}}node 'a' (IF, version 1): subgraph 'assigns' changes a variable, which is not supported where a condition decides
  // CHECK: note: {{.*}}assign the variable outside, by SELECT of its values
  %y = tflite.node "IF"(%c, %x) {then_subgraph_index = @assigns, else_subgraph_index = @keeps} version 1
     : (tensor<1xi1>, tensor<4xf32>) -> tensor<4xf32> loc("a")
  return %y : tensor<4xf32>
}

// -----

func.func private @wide(%x: tensor<4xf32>) -> tensor<1x4xf32> {
  %y = tflite.node "RESHAPE"(%x) {new_shape = array<i32: 1, 4>} version 1 : (tensor<4xf32>) -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}
func.func private @keeps(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func @main(%c: tensor<1xi1>, %x: tensor<4xf32>) -> tensor<*xf32> {
  // CHECK: error: {{.*}}node 'a' (IF, version 1): output 0 has shape 1x4 in one branch and 4 in the other
  %y = tflite.node "IF"(%c, %x) {then_subgraph_index = @wide, else_subgraph_index = @keeps} version 1
     : (tensor<1xi1>, tensor<4xf32>) -> tensor<*xf32> loc("a")
  return %y : tensor<*xf32>
}

// -----

func.func private @goes_on(%x: tensor<4xf32>) -> tensor<4xi1> {
  %y = tflite.node "EQUAL"(%x, %x) {} version 1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %y : tensor<4xi1>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: error: {{.*}}node 'a' (WHILE, version 1): subgraph 'goes_on' must give one boolean
  %y = tflite.node "WHILE"(%x) {cond_subgraph_index = @goes_on, body_subgraph_index = @goes_on} version 1
     : (tensor<4xf32>) -> tensor<4xf32> loc("a")
  return %y : tensor<4xf32>
}
