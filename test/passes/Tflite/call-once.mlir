// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// Constants that the subgraph assigns are what variables start with; nothing of it is left.

// CHECK: ml_program.global private mutable @total(dense<[3, -4]> : tensor<2xi8>) : tensor<2xi8>
// CHECK-LABEL: func.func @main
// CHECK-NEXT: ml_program.global_load @total
// CHECK-NEXT: return
!q = !quant.uniform<i8:f32, 0.5>
ml_program.global private mutable @total(dense<0> : tensor<2xi8>) : tensor<2x!q>
func.func @main(%x: tensor<2x!q>) -> tensor<2x!q> {
  tflite.node "CALL_ONCE"() {init_subgraph_index = @init} version 1 : () -> ()
  %y = ml_program.global_load @total : tensor<2x!q>
  return %y : tensor<2x!q>
}
func.func private @init() {
  %c = tflite.constant dense<[3, -4]> : tensor<2xi8> as tensor<2x!q>
  ml_program.global_store @total = %c : tensor<2x!q>
  return
}

// -----

// What operators make of constants is one.

// CHECK: ml_program.global private mutable @v(dense<{{\[\[}}1.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>)
ml_program.global private mutable @v(dense<0.0> : tensor<2x1xf32>) : tensor<2x1xf32>
func.func @main(%x: tensor<2xf32>) -> tensor<2x1xf32> {
  tflite.node "CALL_ONCE"() {init_subgraph_index = @init} version 1 : () -> ()
  %y = ml_program.global_load @v : tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}
func.func private @init() {
  %c = tflite.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %r = tflite.node "RESHAPE"(%c) {new_shape = array<i32: 2, 1>} version 1
     : (tensor<2xf32>) -> tensor<2x1xf32>
  ml_program.global_store @v = %r : tensor<2x1xf32>
  return
}
