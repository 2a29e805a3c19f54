// RUN: not sinter-opt %s --convert-tflite --split-input-file 2>&1 | FileCheck %s --implicit-check-not=error:

// Forms of the recurrent operators that TFLite Micro has no kernel for, and operands that
// do not fit.

ml_program.global private mutable @state(dense<0.0> : tensor<1x6xf32>) : tensor<1x6xf32>
func.func @svdf(%x: tensor<1x4xf32>, %loose: tensor<1x6xf32>)
    -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = tflite.constant dense<1.0> : tensor<2x4xf32>
  %t = tflite.constant dense<2.0> : tensor<2x3xf32>
  %b = tflite.constant dense<3.0> : tensor<2xf32>
  %s = ml_program.global_load @state : tensor<1x6xf32>
  // CHECK: error: {{.*}}node 'a' (SVDF, version 1): the state must be a variable tensor
  %a = tflite.node "SVDF"(%x, %w, %t, %b, %loose) {rank = 1 : i32} version 1
     : (tensor<1x4xf32>, tensor<2x4xf32>, tensor<2x3xf32>, tensor<2xf32>, tensor<1x6xf32>) -> tensor<1x2xf32> loc("a")
  // CHECK: error: {{.*}}node 'b' (SVDF, version 1): rank 3 does not divide the 2 filters
  %c = tflite.node "SVDF"(%x, %w, %t, %b, %s) {rank = 3 : i32} version 1
     : (tensor<1x4xf32>, tensor<2x4xf32>, tensor<2x3xf32>, tensor<2xf32>, tensor<1x6xf32>) -> tensor<1x2xf32> loc("b")
  // CHECK: error: {{.*}}node 'c' (SVDF, version 1): shapes of the inputs do not fit each other
  %d = tflite.node "SVDF"(%x, %t, %w, %b, %s) {rank = 1 : i32} version 1
     : (tensor<1x4xf32>, tensor<2x3xf32>, tensor<2x4xf32>, tensor<2xf32>, tensor<1x6xf32>) -> tensor<1x2xf32> loc("c")
  return %a, %c, %d : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>
}

// -----

ml_program.global private mutable @h(dense<0.0> : tensor<1x3xf32>) : tensor<1x3xf32>
ml_program.global private mutable @c(dense<0.0> : tensor<1x3xf32>) : tensor<1x3xf32>
func.func @lstm(%x: tensor<1x2x4xf32>)
    -> (tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32>) {
  %w = tflite.constant dense<1.0> : tensor<3x4xf32>
  %r = tflite.constant dense<2.0> : tensor<3x3xf32>
  %b = tflite.constant dense<3.0> : tensor<3xf32>
  %n = tflite.none
  %h = ml_program.global_load @h : tensor<1x3xf32>
  %c = ml_program.global_load @c : tensor<1x3xf32>
  // CHECK: error: {{.*}}node 'peephole' (UNIDIRECTIONAL_SEQUENCE_LSTM, version 1): peephole connections are not supported
  %0 = tflite.node "UNIDIRECTIONAL_SEQUENCE_LSTM"(%x, %w, %w, %w, %w, %r, %r, %r, %r, %b, %n, %n, %b, %b, %b, %b, %n, %n, %h, %c)
     {} version 1 : (tensor<1x2x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x3xf32>,
       tensor<3x3xf32>, tensor<3x3xf32>, tensor<3x3xf32>, tensor<3xf32>, none, none, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
       tensor<3xf32>, none, none, tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x2x3xf32> loc("peephole")
  // CHECK: error: {{.*}}node 'projection' (UNIDIRECTIONAL_SEQUENCE_LSTM, version 1): a projection is not supported
  %1 = tflite.node "UNIDIRECTIONAL_SEQUENCE_LSTM"(%x, %w, %w, %w, %w, %r, %r, %r, %r, %n, %n, %n, %b, %b, %b, %b, %r, %n, %h, %c)
     {} version 1 : (tensor<1x2x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x3xf32>,
       tensor<3x3xf32>, tensor<3x3xf32>, tensor<3x3xf32>, none, none, none, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
       tensor<3xf32>, tensor<3x3xf32>, none, tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x2x3xf32> loc("projection")
  // CHECK: error: {{.*}}node 'coupled' (UNIDIRECTIONAL_SEQUENCE_LSTM, version 1): coupled input and forget gates are not supported
  // CHECK: note: {{.*}}give weights of all four gates
  %2 = tflite.node "UNIDIRECTIONAL_SEQUENCE_LSTM"(%x, %n, %w, %w, %w, %n, %r, %r, %r, %n, %n, %n, %b, %b, %b, %b, %n, %n, %h, %c)
     {} version 1 : (tensor<1x2x4xf32>, none, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, none,
       tensor<3x3xf32>, tensor<3x3xf32>, tensor<3x3xf32>, none, none, none, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
       tensor<3xf32>, none, none, tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x2x3xf32> loc("coupled")
  // CHECK: error: {{.*}}node 'shape' (UNIDIRECTIONAL_SEQUENCE_LSTM, version 1): input 6 has shape 3x4, but 3x3 is needed
  %3 = tflite.node "UNIDIRECTIONAL_SEQUENCE_LSTM"(%x, %w, %w, %w, %w, %r, %w, %r, %r, %n, %n, %n, %b, %b, %b, %b, %n, %n, %h, %c)
     {} version 1 : (tensor<1x2x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x3xf32>,
       tensor<3x4xf32>, tensor<3x3xf32>, tensor<3x3xf32>, none, none, none, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
       tensor<3xf32>, none, none, tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x2x3xf32> loc("shape")
  // CHECK: error: {{.*}}node 'activation' (UNIDIRECTIONAL_SEQUENCE_LSTM, version 1): activation 'RELU' is not supported by this operator; supported: TANH
  %4 = tflite.node "UNIDIRECTIONAL_SEQUENCE_LSTM"(%x, %w, %w, %w, %w, %r, %r, %r, %r, %n, %n, %n, %b, %b, %b, %b, %n, %n, %h, %c)
     {fused_activation_function = "RELU"} version 1 : (tensor<1x2x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x3xf32>,
       tensor<3x3xf32>, tensor<3x3xf32>, tensor<3x3xf32>, none, none, none, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
       tensor<3xf32>, none, none, tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x2x3xf32> loc("activation")
  return %0, %1, %2, %3, %4 : tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x3xf32>
}
