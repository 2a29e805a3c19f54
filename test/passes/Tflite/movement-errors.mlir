// RUN: not sinter-opt %s --convert-tflite --split-input-file 2>&1 | FileCheck %s --implicit-check-not=error:

// What is static must be known: shapes.
func.func @main(%x: tensor<2x6xf32>, %n: tensor<2xi32>, %k: tensor<i32>) -> tensor<2x6xf32> {
  // CHECK: error: {{.*}}node 'a' (RESHAPE, version 1): the new shape is computed at run time
  // CHECK: note: {{.*}}fix dynamic inputs with --input-shape so that it folds
  %a = tflite.node "RESHAPE"(%x, %n) {} version 1 : (tensor<2x6xf32>, tensor<2xi32>) -> tensor<3x4xf32> loc("a")
  // CHECK: error: {{.*}}node 'b' (TRANSPOSE, version 1): the permutation is computed at run time
  %b = tflite.node "TRANSPOSE"(%x, %n) {} version 1 : (tensor<2x6xf32>, tensor<2xi32>) -> tensor<6x2xf32> loc("b")
  // CHECK: error: {{.*}}node 'c' (EXPAND_DIMS, version 1): the axis is computed at run time
  %c = tflite.node "EXPAND_DIMS"(%x, %k) {} version 1 : (tensor<2x6xf32>, tensor<i32>) -> tensor<2x6x1xf32> loc("c")
  // CHECK: error: {{.*}}node 'd' (FILL, version 1): the new shape is computed at run time
  %d = tflite.node "FILL"(%n, %k) {} version 1 : (tensor<2xi32>, tensor<i32>) -> tensor<?x?xi32> loc("d")
  // CHECK: error: {{.*}}node 'e' (STRIDED_SLICE, version 1): where the slice begins is computed at run time, and its shape is not known
  %one = tflite.constant dense<1> : tensor<2xi32>
  %e = tflite.node "STRIDED_SLICE"(%x, %n, %n, %one) {} version 1
     : (tensor<2x6xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32> loc("e")
  return %x : tensor<2x6xf32>
}

// -----

// Operands that do not fit.
!p = !quant.uniform<i8:f32, 0.5:3>
!q = !quant.uniform<i8:f32, 0.25:3>
func.func @main(%x: tensor<2x6xf32>, %p: tensor<2x!p>, %q: tensor<2x!q>) -> tensor<2x6xf32> {
  // CHECK: error: {{.*}}node 'a' (CONCATENATION, version 1): input 1 and the output differ in scale or zero point
  // CHECK: note: {{.*}}quantize them alike; only unsigned 8-bit elements are rescaled
  %a = tflite.node "CONCATENATION"(%p, %q) {axis = 0 : i32} version 1
     : (tensor<2x!p>, tensor<2x!q>) -> tensor<4x!p> loc("a")
  // CHECK: error: {{.*}}node 'b' (TRANSPOSE, version 1): the permutation does not name each of 2 dimensions once
  %twice = tflite.constant dense<1> : tensor<2xi32>
  %b = tflite.node "TRANSPOSE"(%x, %twice) {} version 1 : (tensor<2x6xf32>, tensor<2xi32>) -> tensor<6x6xf32> loc("b")
  // CHECK: error: {{.*}}node 'c' (SQUEEZE, version 1): axis 1 has size 6 and cannot be squeezed
  %c = tflite.node "SQUEEZE"(%x) {squeeze_dims = array<i32: -1>} version 1 : (tensor<2x6xf32>) -> tensor<2xf32> loc("c")
  // CHECK: error: {{.*}}node 'd' (MIRROR_PAD, version 1): a padding of 2 is more than a mirrored dimension of 2 elements holds
  %pad = tflite.constant dense<[[2, 0], [0, 0]]> : tensor<2x2xi32>
  %d = tflite.node "MIRROR_PAD"(%x, %pad) {mode = "REFLECT"} version 1
     : (tensor<2x6xf32>, tensor<2x2xi32>) -> tensor<4x6xf32> loc("d")
  // CHECK: error: {{.*}}node 'e' (SLICE, version 1): the slice leaves dimension 1 of 6 elements
  %begin = tflite.constant dense<[0, 3]> : tensor<2xi32>
  %size = tflite.constant dense<[1, 4]> : tensor<2xi32>
  %e = tflite.node "SLICE"(%x, %begin, %size) {} version 1
     : (tensor<2x6xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<1x4xf32> loc("e")
  // CHECK: error: {{.*}}node 'f' (STRIDED_SLICE, version 1): index 7 is out of range for a dimension of 2 elements
  %at = tflite.constant dense<7> : tensor<1xi32>
  %step = tflite.constant dense<1> : tensor<1xi32>
  %f = tflite.node "STRIDED_SLICE"(%x, %at, %at, %step) {shrink_axis_mask = 1 : i32} version 1
     : (tensor<2x6xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<6xf32> loc("f")
  // CHECK: error: {{.*}}node 'g' (SPLIT_V, version 1): the sizes of the parts do not add up to 6
  %sizes = tflite.constant dense<[2, 3]> : tensor<2xi32>
  %axis = tflite.constant dense<1> : tensor<i32>
  %g:2 = tflite.node "SPLIT_V"(%x, %sizes, %axis) {} version 1
     : (tensor<2x6xf32>, tensor<2xi32>, tensor<i32>) -> (tensor<2x2xf32>, tensor<2x3xf32>) loc("g")
  // CHECK: error: {{.*}}node 'h' (SPACE_TO_DEPTH, version 1): a tensor of rank 4 and a positive block_size are needed
  %h = tflite.node "SPACE_TO_DEPTH"(%x) {block_size = 2 : i32} version 1 : (tensor<2x6xf32>) -> tensor<1x3x4xf32> loc("h")
  // CHECK: error: {{.*}}node 'i' (GATHER, version 1): index 6 is out of range for a dimension of 6 elements
  %six = tflite.constant dense<6> : tensor<1xi32>
  %i = tflite.node "GATHER"(%x, %six) {axis = 1 : i32} version 1 : (tensor<2x6xf32>, tensor<1xi32>) -> tensor<2x1xf32> loc("i")
  return %x : tensor<2x6xf32>
}
