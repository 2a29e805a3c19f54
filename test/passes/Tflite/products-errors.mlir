// RUN: not sinter-opt %s --convert-tflite --split-input-file 2>&1 | FileCheck %s --implicit-check-not=error:

// The result of a transposed convolution is where its inputs say.
func.func @main(%x: tensor<1x4x4x3xf32>, %s: tensor<4xi32>, %w: tensor<2x3x3x3xf32>,
                %v: tensor<2x3x3x4xf32>) -> tensor<1x4x4x3xf32> {
  // CHECK: error: {{.*}}node 'a' (TRANSPOSE_CONV, version 1): the shape of the result is computed at run time
  %a = tflite.node "TRANSPOSE_CONV"(%s, %w, %x) {padding = "SAME", stride_h = 2 : i32, stride_w = 2 : i32} version 1
     : (tensor<4xi32>, tensor<2x3x3x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x?x8x2xf32> loc("a")
  %t = tflite.constant dense<[1, 8, 8, 2]> : tensor<4xi32>
  // CHECK: error: {{.*}}node 'b' (TRANSPOSE_CONV, version 1): input of shape 1x4x4x3 and weights of shape 2x3x3x4 do not fit
  %b = tflite.node "TRANSPOSE_CONV"(%t, %v, %x) {padding = "SAME", stride_h = 2 : i32, stride_w = 2 : i32} version 1
     : (tensor<4xi32>, tensor<2x3x3x4xf32>, tensor<1x4x4x3xf32>) -> tensor<1x8x8x2xf32> loc("b")
  %u = tflite.constant dense<[1, 8, 8, 5]> : tensor<4xi32>
  // CHECK: error: {{.*}}node 'c' (TRANSPOSE_CONV, version 1): a result of shape 1x8x8x5 does not fit input 1x4x4x3 and weights 2x3x3x3
  %c = tflite.node "TRANSPOSE_CONV"(%u, %w, %x) {padding = "SAME", stride_h = 2 : i32, stride_w = 2 : i32} version 1
     : (tensor<4xi32>, tensor<2x3x3x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x8x8x5xf32> loc("c")
  // CHECK: error: {{.*}}node 'd' (TRANSPOSE_CONV, version 1): option 'stride_h' has value 0, expected one from 1 on
  %d = tflite.node "TRANSPOSE_CONV"(%t, %w, %x) {padding = "SAME", stride_w = 2 : i32} version 1
     : (tensor<4xi32>, tensor<2x3x3x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x8x8x2xf32> loc("d")
  // CHECK: error: {{.*}}node 'e' (TRANSPOSE_CONV, version 1): a result of shape 1x9x9x2 does not come from input 1x4x4x3
  %e = tflite.node "TRANSPOSE_CONV"(%s, %w, %x) {padding = "SAME", stride_h = 2 : i32, stride_w = 2 : i32} version 1
     : (tensor<4xi32>, tensor<2x3x3x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x9x9x2xf32> loc("e")
  return %x : tensor<1x4x4x3xf32>
}

// -----

!a = !quant.uniform<i8:f32, 0.5:3>
!b = !quant.uniform<i16:f32, 0.5:1>
func.func @main(%x: tensor<2x3x4xf32>, %y: tensor<5x2xf32>, %v: tensor<4xf32>, %i: tensor<3x4x!a>,
                %s: tensor<3x4x!b>, %r: tensor<4x3x!b>) -> tensor<2x3x4xf32> {
  // CHECK: error: {{.*}}node 'a' (BATCH_MATMUL, version 1): inputs of shape 2x3x4 and 5x2 do not agree in the summed dimension
  %a = tflite.node "BATCH_MATMUL"(%x, %y) {} version 1
     : (tensor<2x3x4xf32>, tensor<5x2xf32>) -> tensor<2x3x2xf32> loc("a")
  // CHECK: error: {{.*}}node 'b' (BATCH_MATMUL, version 1): inputs of shape 2x3x4 and 4 are no matrices
  %b = tflite.node "BATCH_MATMUL"(%x, %v) {} version 1
     : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3xf32> loc("b")
  // CHECK: error: {{.*}}node 'c' (BATCH_MATMUL, version 1): element types {{.*}} are not supported
  %c = tflite.node "BATCH_MATMUL"(%i, %r) {} version 1
     : (tensor<3x4x!a>, tensor<4x3x!b>) -> tensor<3x3x!a> loc("c")
  // CHECK: error: {{.*}}node 'd' (BATCH_MATMUL, version 1): a zero point of 16-bit integers is not supported
  %d = tflite.node "BATCH_MATMUL"(%s, %r) {} version 1
     : (tensor<3x4x!b>, tensor<4x3x!b>) -> tensor<3x3x!b> loc("d")
  return %x : tensor<2x3x4xf32>
}
