// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// A curve of a byte is a table of 256 bytes.

// CHECK-LABEL: func.func @main(
// CHECK: arith.constant dense<{{.*}}> : tensor<256xi8>
// CHECK: tensor.extract
!x = !quant.uniform<i8:f32, 0.1>
!y = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @main(%x: tensor<4x!x>) -> tensor<4x!y> {
  %y = tflite.node "LOGISTIC"(%x) {} version 1 : (tensor<4x!x>) -> tensor<4x!y>
  return %y : tensor<4x!y>
}

// -----

// A line is computed; equal scales multiply by one half after a shift to the left.

// CHECK-LABEL: func.func @relu(
// CHECK-NOT: tensor.extract
// CHECK: arith.constant 1 : i32
// CHECK: arith.shli
// CHECK: arith.constant 1073741824 : i32
// CHECK: arith.maxsi
!x = !quant.uniform<i8:f32, 0.1>
func.func @relu(%x: tensor<4x!x>) -> tensor<4x!x> {
  %y = tflite.node "RELU"(%x) {} version 1 : (tensor<4x!x>) -> tensor<4x!x>
  return %y : tensor<4x!x>
}
