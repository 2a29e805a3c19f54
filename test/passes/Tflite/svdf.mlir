// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// The state moves on by one call: what is left of it and the new numbers, stored once.

// CHECK-LABEL: func.func @main
// CHECK: %[[STATE:.*]] = ml_program.global_load @state : tensor<1x6xi16>
// CHECK: %[[KEPT:.*]] = tensor.extract_slice {{.*}}[0, 0, 1] [1, 2, 2] [1, 1, 1]
// CHECK: %[[NEW:.*]] = tensor.concat dim(2) %[[KEPT]]
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[NEW]]
// CHECK: ml_program.global_store @state = %[[FLAT]] : tensor<1x6xi16>
// CHECK: linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "parallel", "reduction", "reduction"]
!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
!t = !quant.uniform<i16:f32, 0.125>
!s = !quant.uniform<i16:f32, 0.0625>
!y = !quant.uniform<i8:f32, 0.5:7>
ml_program.global private mutable @state(dense<0> : tensor<1x6xi16>) : tensor<1x6x!s>
func.func @main(%x: tensor<1x4x!x>) -> tensor<1x2x!y> {
  %w = tflite.constant dense<1> : tensor<2x4xi8> as tensor<2x4x!w>
  %t = tflite.constant dense<2> : tensor<2x3xi16> as tensor<2x3x!t>
  %b = tflite.constant dense<3> : tensor<2xi32>
  %s = ml_program.global_load @state : tensor<1x6x!s>
  %y = tflite.node "SVDF"(%x, %w, %t, %b, %s) {rank = 1 : i32, fused_activation_function = "NONE"} version 3
     : (tensor<1x4x!x>, tensor<2x4x!w>, tensor<2x3x!t>, tensor<2xi32>, tensor<1x6x!s>) -> tensor<1x2x!y>
  return %y : tensor<1x2x!y>
}
