// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// Elements become what they are stored as; arguments and results keep what they mean.

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: tensor<2x6xi8> {exec.element = !quant.uniform<i8:f32, 5.000000e-01:3>, exec.name = "x"})
// CHECK-SAME: -> (tensor<3x4xi8> {exec.element = !quant.uniform<i8:f32, 5.000000e-01:3>, exec.name = "y"})
// CHECK: tensor.collapse_shape
// CHECK: %[[Y:.*]] = tensor.expand_shape
// CHECK: return %[[Y]] : tensor<3x4xi8>
!q = !quant.uniform<i8:f32, 0.5:3>
func.func @main(%x: tensor<2x6x!q> {exec.name = "x"}) -> (tensor<3x4x!q> {exec.name = "y"}) {
  %shape = tflite.constant dense<[3, -1]> : tensor<2xi32>
  %y = tflite.node "RESHAPE"(%x, %shape) {new_shape = array<i32: 3, -1>} version 1
     : (tensor<2x6x!q>, tensor<2xi32>) -> tensor<3x4x!q>
  return %y : tensor<3x4x!q>
}

// -----

// Unquantized unsigned elements too.

// CHECK-LABEL: func.func @unsigned(
// CHECK-SAME: tensor<4xi8> {exec.element = ui8}
// CHECK-SAME: -> (tensor<2x2xi8> {exec.element = ui8})
func.func @unsigned(%x: tensor<4xui8>) -> tensor<2x2xui8> {
  %y = tflite.node "RESHAPE"(%x) {new_shape = array<i32: 2, 2>} version 1
     : (tensor<4xui8>) -> tensor<2x2xui8>
  return %y : tensor<2x2xui8>
}
