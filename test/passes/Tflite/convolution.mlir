// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// The input's zero point joins the bias: 7 - 3 * (1 + 2) and -3 * (-1 - 1). It stands in the
// padding. Each filter has a factor and a shift of its own.

// CHECK-LABEL: func.func @main(
// CHECK-DAG: %[[ADDEND:.*]] = arith.constant dense<[-2, 6]> : tensor<2xi32>
// CHECK: %[[ZERO:.*]] = arith.constant 3 : i8
// CHECK: tensor.pad
// CHECK: tensor.yield %[[ZERO]]
// CHECK: %[[SUM:.*]] = linalg.generic
// CHECK: arith.extsi {{.*}} : i8 to i32
// CHECK: arith.extsi {{.*}} : i8 to i32
// CHECK-DAG: %[[FRACTION:.*]] = arith.constant dense<[1073741824, 1610612736]> : tensor<2xi32>
// CHECK-DAG: %[[RIGHT:.*]] = arith.constant dense<[2, 1]> : tensor<2xi32>
// CHECK-DAG: %[[HALF:.*]] = arith.constant dense<[2, 1]> : tensor<2xi32>
// CHECK: linalg.generic {{.*}} ins(%[[SUM]], %[[ADDEND]], %{{.*}}, %{{.*}}, %{{.*}} :
// CHECK: arith.muli {{.*}} : i64
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK: arith.trunci {{.*}} : i32 to i8
!x = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32:0, {0.25, 0.75}>
!y = !quant.uniform<i8:f32, 1.0:-4>
func.func @main(%x: tensor<1x3x3x1x!x>) -> tensor<1x3x3x2x!y> {
  %w = tflite.constant dense<[[[[1], [2]]], [[[-1], [-1]]]]> : tensor<2x1x2x1xi8> as tensor<2x1x2x1x!w>
  %b = tflite.constant dense<[7, 0]> : tensor<2xi32>
  %y = tflite.node "CONV_2D"(%x, %w, %b) {padding = "SAME", stride_h = 1 : i32, stride_w = 1 : i32,
      fused_activation_function = "NONE"} version 3
     : (tensor<1x3x3x1x!x>, tensor<2x1x2x1x!w>, tensor<2xi32>) -> tensor<1x3x3x2x!y>
  return %y : tensor<1x3x3x2x!y>
}

// -----

// An activation bounds what is stored: 0 and 6 at a scale of 0.1 and zero point -20.

// CHECK-LABEL: func.func @bounds(
// CHECK: %[[LOW:.*]] = arith.constant -20 : i32
// CHECK: arith.maxsi %{{.*}}, %[[LOW]]
// CHECK: %[[HIGH:.*]] = arith.constant 40 : i32
// CHECK: arith.minsi %{{.*}}, %[[HIGH]]
!x = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.25>
!y = !quant.uniform<i8:f32, 0.1:-20>
func.func @bounds(%x: tensor<1x2x!x>) -> tensor<1x1x!y> {
  %w = tflite.constant dense<[[1, 2]]> : tensor<1x2xi8> as tensor<1x2x!w>
  %none = tflite.none
  %y = tflite.node "FULLY_CONNECTED"(%x, %w, %none) {fused_activation_function = "RELU6"} version 3
     : (tensor<1x2x!x>, tensor<1x2x!w>, none) -> tensor<1x1x!y>
  return %y : tensor<1x1x!y>
}

// -----

// Weights of a hybrid model become floats.

// CHECK-LABEL: func.func @hybrid(
// CHECK: arith.constant dense<{{\[\[}}5.000000e-01], [-1.000000e+00{{\]\]}}> : tensor<2x1xf32>
// CHECK: linalg.matmul
!w = !quant.uniform<i8:f32, 0.5>
func.func @hybrid(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = tflite.constant dense<[[1, -2]]> : tensor<1x2xi8> as tensor<1x2x!w>
  %none = tflite.none
  %y = tflite.node "FULLY_CONNECTED"(%x, %w, %none) {} version 3
     : (tensor<1x2xf32>, tensor<1x2x!w>, none) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
