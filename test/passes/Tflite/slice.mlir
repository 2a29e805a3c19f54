// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// An ellipsis stands for the dimensions between, a new axis reads none, a shrunk one goes.

// CHECK-LABEL: func.func @main(
// CHECK: tensor.extract_slice %{{.*}}[0, 0, 0, 1] [4, 3, 5, 1] [1, 1, 1, 1]
// CHECK: tensor<1x4x3x5xf32>
func.func @main(%x: tensor<4x3x5x2xf32>) -> tensor<1x4x3x5xf32> {
  %begin = tflite.constant dense<[0, 0, 1]> : tensor<3xi32>
  %end = tflite.constant dense<[0, 0, 2]> : tensor<3xi32>
  %step = tflite.constant dense<1> : tensor<3xi32>
  %y = tflite.node "STRIDED_SLICE"(%x, %begin, %end, %step)
     {new_axis_mask = 1 : i32, ellipsis_mask = 2 : i32, shrink_axis_mask = 4 : i32} version 1
     : (tensor<4x3x5x2xf32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) -> tensor<1x4x3x5xf32>
  return %y : tensor<1x4x3x5xf32>
}

// -----

// With `offset`, the end counts from the beginning.

// CHECK-LABEL: func.func @main(
// CHECK: tensor.extract_slice %{{.*}}[2] [3] [1]
func.func @main(%x: tensor<9xf32>) -> tensor<3xf32> {
  %begin = tflite.constant dense<2> : tensor<1xi32>
  %end = tflite.constant dense<3> : tensor<1xi32>
  %step = tflite.constant dense<1> : tensor<1xi32>
  %y = tflite.node "STRIDED_SLICE"(%x, %begin, %end, %step) {offset = true} version 8
     : (tensor<9xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// A slice may begin where run time tells, if the model knows its shape; it stays inside.

// CHECK-LABEL: func.func @main(
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK: tensor.extract %{{.*}} : tensor<9x4xf32>
// CHECK: into tensor<4xf32>
func.func @main(%x: tensor<9x4xf32>, %begin: tensor<2xi32>, %end: tensor<2xi32>) -> tensor<4xf32> {
  %step = tflite.constant dense<1> : tensor<2xi32>
  %y = tflite.node "STRIDED_SLICE"(%x, %begin, %end, %step)
     {shrink_axis_mask = 1 : i32, begin_mask = 2 : i32, end_mask = 2 : i32} version 1
     : (tensor<9x4xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
