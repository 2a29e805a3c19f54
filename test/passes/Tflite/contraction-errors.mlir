// RUN: not sinter-opt %s --convert-tflite 2>&1 | FileCheck %s

// Each operator that cannot be converted is reported with its reason.

// CHECK: node 'act' (FULLY_CONNECTED, version 1): fused activation TANH is not supported
// CHECK: supported: NONE, RELU, RELU_N1_TO_1, RELU6
// CHECK: node 'axis' (CONV_2D, version 1): weights (input 1) are quantized along dimension 3, expected 0
// CHECK: node 'stride' (CONV_2D, version 1): option 'stride_h' has value 0, expected one from 1 on
// CHECK: node 'bias' (FULLY_CONNECTED, version 1): bias of shape 2 does not fit 1 filters
// CHECK: node 'types' (FULLY_CONNECTED, version 1): element types i8 (quantized), f32 -> i8 (quantized) are not supported
// CHECK: node 'rows' (FULLY_CONNECTED, version 1): input of shape 1x2 is not made of rows of 3 elements
// CHECK: node 'pool' (MAX_POOL_2D, version 1): input and output differ in scale or zero point
// CHECK: node 'axes' (MEAN, version 1): the axes is computed at run time
!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
!a = !quant.uniform<i8:f32:3, {0.5, 0.25}>
func.func @main(%x: tensor<1x2x!q>, %i: tensor<1x4x4x2x!q>, %f: tensor<1x2xf32>, %n: tensor<1xi32>) {
  %w = tflite.constant dense<1> : tensor<1x2xi8> as tensor<1x2x!q>
  %w3 = tflite.constant dense<1> : tensor<1x3xi8> as tensor<1x3x!q>
  %wa = tflite.constant dense<1> : tensor<1x1x1x2xi8> as tensor<1x1x1x2x!a>
  %b = tflite.constant dense<1> : tensor<2xi32>
  %none = tflite.none
  %0 = tflite.node "FULLY_CONNECTED"(%x, %w, %none) {fused_activation_function = "TANH"} version 1
     : (tensor<1x2x!q>, tensor<1x2x!q>, none) -> tensor<1x1x!q> loc("act")
  %1 = tflite.node "CONV_2D"(%i, %wa, %none) {padding = "VALID", stride_h = 1 : i32, stride_w = 1 : i32} version 1
     : (tensor<1x4x4x2x!q>, tensor<1x1x1x2x!a>, none) -> tensor<1x4x4x1x!q> loc("axis")
  %2 = tflite.node "CONV_2D"(%i, %wa, %none) {padding = "VALID"} version 1
     : (tensor<1x4x4x2x!q>, tensor<1x1x1x2x!a>, none) -> tensor<1x4x4x1x!q> loc("stride")
  %3 = tflite.node "FULLY_CONNECTED"(%x, %w, %b) {} version 1
     : (tensor<1x2x!q>, tensor<1x2x!q>, tensor<2xi32>) -> tensor<1x1x!q> loc("bias")
  %4 = tflite.node "FULLY_CONNECTED"(%x, %f, %none) {} version 1
     : (tensor<1x2x!q>, tensor<1x2xf32>, none) -> tensor<1x1x!q> loc("types")
  %5 = tflite.node "FULLY_CONNECTED"(%x, %w3, %none) {} version 1
     : (tensor<1x2x!q>, tensor<1x3x!q>, none) -> tensor<1x1x!q> loc("rows")
  %6 = tflite.node "MAX_POOL_2D"(%i) {padding = "VALID", stride_h = 1 : i32, stride_w = 1 : i32, filter_height = 2 : i32, filter_width = 2 : i32} version 1
     : (tensor<1x4x4x2x!q>) -> tensor<1x3x3x2x!r> loc("pool")
  %7 = tflite.node "MEAN"(%f, %n) {} version 1 : (tensor<1x2xf32>, tensor<1xi32>) -> tensor<1xf32> loc("axes")
  return
}
