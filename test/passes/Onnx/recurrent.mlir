// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// One matmul projects all steps; the loop over time carries h, c and all results.
// CHECK: #[[FORGET:.*]] = affine_map<(d0, d1, d2) -> (2, d2, d1)>
// CHECK-LABEL: func @lstm
// CHECK: %[[PROJECTED:.*]] = linalg.matmul {{.*}} -> tensor<15x28xf32>
// CHECK: scf.for %[[T:.*]] = %c0{{.*}} to %c5{{.*}} iter_args(%[[H:.*]] = %{{.*}}, %[[C:.*]] = %{{.*}}, %[[Y:.*]] = %{{.*}}) -> (tensor<3x7xf32>, tensor<3x7xf32>, tensor<5x3x7xf32>)
// CHECK: tensor.extract_slice %{{.*}}[%[[T]], 0, 0, 0, 0] [1, 3, 1, 4, 7]
// CHECK: %[[GATES:.*]]:4 = linalg.generic {{.*}}#[[FORGET]]{{.*}} ins(%[[H]], %{{.*}} : tensor<3x7xf32>, tensor<4x7x7xf32>
// CHECK: linalg.generic {{.*}} ins(%[[GATES]]#0, %[[GATES]]#1, %[[GATES]]#2, %[[GATES]]#3,
// CHECK: tensor.insert_slice %{{.*}} into %[[Y]][%[[T]], 0, 0] [1, 3, 7]
func.func @lstm(%x: tensor<5x3x2xf32>, %w: tensor<1x28x2xf32>, %r: tensor<1x28x7xf32>) -> tensor<*xf32> {
  %y = onnx.node "LSTM"(%x, %w, %r) {hidden_size = 7 : i64} opset 14 : (tensor<5x3x2xf32>, tensor<1x28x2xf32>, tensor<1x28x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Backwards the steps are taken from the last one on.
// CHECK-LABEL: func @reverse
// CHECK: scf.for %[[T:.*]] = %c0
// CHECK: %[[AT:.*]] = arith.subi %c4{{.*}}, %[[T]]
// CHECK: tensor.extract_slice %{{.*}}[%[[AT]], 0, 0, 0, 0]
// CHECK: math.absf
// CHECK: tensor.insert_slice %{{.*}}[%[[AT]], 0, 0]
func.func @reverse(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>) -> tensor<*xf32> {
  %y = onnx.node "RNN"(%x, %w, %r) {direction = "reverse", activations = ["Softsign"]} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Lengths of run time: what has ended yields 0 and keeps its state.
// CHECK-LABEL: func @lengths
// CHECK: scf.for %[[T:.*]] = %c0
// CHECK: %[[STEP:.*]] = arith.index_cast %[[T]] : index to i32
// CHECK: linalg.generic {{.*}} ins(%arg3, %[[STEP]],
// CHECK: %[[RUNS:.*]] = arith.cmpi slt
// CHECK: arith.select %[[RUNS]], %{{.*}}, %cst
func.func @lengths(%x: tensor<5x3x2xf32>, %w: tensor<1x21x2xf32>, %r: tensor<1x21x7xf32>, %n: tensor<3xi32>) -> tensor<*xf32> {
  %b = onnx.none
  %y = onnx.node "GRU"(%x, %w, %r, %b, %n) {} opset 14 : (tensor<5x3x2xf32>, tensor<1x21x2xf32>, tensor<1x21x7xf32>, none, tensor<3xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @reverse_sequence
// CHECK: %[[LENGTH:.*]] = arith.minsi %{{.*}}, %c4
// CHECK: arith.subi %[[LENGTH]], %c1
// CHECK: tensor.extract %arg0
func.func @reverse_sequence(%x: tensor<4x2xf32>, %n: tensor<2xi64>) -> tensor<*xf32> {
  %y = onnx.node "ReverseSequence"(%x, %n) {} opset 10 : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
