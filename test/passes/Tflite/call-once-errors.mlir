// RUN: not sinter-opt %s --convert-tflite --split-input-file 2>&1 | FileCheck %s --implicit-check-not=error:

// CHECK: error: {{.*}}node 'once' (CALL_ONCE, version 1): variable 'v' is used before it is initialized
ml_program.global private mutable @v(dense<0.0> : tensor<2xf32>) : tensor<2xf32>
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  ml_program.global_store @v = %x : tensor<2xf32>
  tflite.node "CALL_ONCE"() {init_subgraph_index = @init} version 1 : () -> () loc("once")
  %y = ml_program.global_load @v : tensor<2xf32>
  return %y : tensor<2xf32>
}
func.func private @init() {
  %c = tflite.constant dense<1.0> : tensor<2xf32>
  ml_program.global_store @v = %c : tensor<2xf32>
  return
}

// -----

// CHECK: error: {{.*}}node 'once' (CALL_ONCE, version 1): its subgraph does more than to assign constants to variables
ml_program.global private mutable @v(dense<0.0> : tensor<2xf32>) : tensor<2xf32>
ml_program.global private mutable @w(dense<0.0> : tensor<2xf32>) : tensor<2xf32>
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  tflite.node "CALL_ONCE"() {init_subgraph_index = @init} version 1 : () -> () loc("once")
  %y = ml_program.global_load @v : tensor<2xf32>
  return %y : tensor<2xf32>
}
func.func private @init() {
  %c = ml_program.global_load @w : tensor<2xf32>
  ml_program.global_store @v = %c : tensor<2xf32>
  return
}

// -----

// CHECK: error: {{.*}}node 'once' (CALL_ONCE, version 1): it names no subgraph
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  tflite.node "CALL_ONCE"() {} version 1 : () -> () loc("once")
  %y = tflite.node "RESHAPE"(%x) {new_shape = array<i32: 2>} version 1 : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
