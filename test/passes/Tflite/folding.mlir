// RUN: sinter-opt %s --convert-tflite --canonicalize --split-input-file | FileCheck %s

// A shape that is computed from shapes: half of the rows, all columns.

// CHECK-LABEL: func.func @main(
// CHECK: tensor.expand_shape %{{.*}} output_shape [3, 2, 4] : tensor<6x4xf32> into tensor<3x2x4xf32>
func.func @main(%x: tensor<6x4xf32>) -> tensor<?x?x?xf32> {
  %zero = tflite.constant dense<0> : tensor<1xi32>
  %one = tflite.constant dense<1> : tensor<1xi32>
  %two = tflite.constant dense<2> : tensor<i32>
  %shape = tflite.node "SHAPE"(%x) {out_type = "INT32"} version 1 : (tensor<6x4xf32>) -> tensor<2xi32>
  %rows = tflite.node "STRIDED_SLICE"(%shape, %zero, %one, %one) {shrink_axis_mask = 1 : i32} version 1
     : (tensor<2xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<i32>
  %half = tflite.node "FLOOR_DIV"(%rows, %two) {} version 1 : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %rest = tflite.constant dense<-1> : tensor<i32>
  %new = tflite.node "PACK"(%half, %two, %rest) {values_count = 3 : i32, axis = 0 : i32} version 1
     : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3xi32>
  %y = tflite.node "RESHAPE"(%x, %new) {} version 1 : (tensor<6x4xf32>, tensor<3xi32>) -> tensor<?x?x?xf32>
  return %y : tensor<?x?x?xf32>
}

// -----

// Quotients and remainders are rounded down; truth values are negated.

// CHECK-LABEL: func.func @main(
// CHECK-DAG: dense<[-4, 3, -4, 3]> : tensor<4xi32>
// CHECK-DAG: dense<[1, 1, -1, -1]> : tensor<4xi32>
// CHECK-DAG: dense<[false, true, true, true]> : tensor<4xi1>
func.func @main() -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi1>) {
  %x = tflite.constant dense<[-7, 7, 7, -7]> : tensor<4xi32>
  %y = tflite.constant dense<[2, 2, -2, -2]> : tensor<4xi32>
  %z = tflite.constant dense<[-7, 8, 8, 8]> : tensor<4xi32>
  %a = tflite.node "FLOOR_DIV"(%x, %y) {} version 1 : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %b = tflite.node "FLOOR_MOD"(%x, %y) {} version 1 : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %c = tflite.node "NOT_EQUAL"(%x, %z) {} version 1 : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  return %a, %b, %c : tensor<4xi32>, tensor<4xi32>, tensor<4xi1>
}

// -----

// Weights that are stored as halves or integers are real numbers to their users.

// CHECK-LABEL: func.func @main(
// CHECK-DAG: dense<[1.500000e+00, -2.000000e+00]> : tensor<2xf32>
// CHECK-DAG: dense<[1.000000e+00, -5.000000e-01]> : tensor<2xf32>
// CHECK-DAG: dense<{{\[\[}}2.000000e+00, -1.000000e+00], [5.000000e-01, 1.000000e+00]]> : tensor<2x2xf32>
!q = !quant.uniform<i8:f32, 0.5:3>
!c = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @main() -> (tensor<2xf32>, tensor<2xf32>, tensor<2x2xf32>) {
  %h = tflite.constant dense<[1.5, -2.0]> : tensor<2xf16>
  %q = tflite.constant dense<[5, 2]> : tensor<2xi8> as tensor<2x!q>
  %c = tflite.constant dense<[[4, -4], [1, 4]]> : tensor<2x2xi8> as tensor<2x2x!c>
  %a = tflite.node "DEQUANTIZE"(%h) {} version 3 : (tensor<2xf16>) -> tensor<2xf32>
  %b = tflite.node "DEQUANTIZE"(%q) {} version 2 : (tensor<2x!q>) -> tensor<2xf32>
  %d = tflite.node "DEQUANTIZE"(%c) {} version 5 : (tensor<2x2x!c>) -> tensor<2x2xf32>
  return %a, %b, %d : tensor<2xf32>, tensor<2xf32>, tensor<2x2xf32>
}
