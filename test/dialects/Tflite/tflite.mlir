// RUN: sinter-opt --verify-roundtrip %s | FileCheck %s

!in = !quant.uniform<i8:f32, 0.0078431377187371254:-3>
!weights = !quant.uniform<i8<-127:127>:f32:0, {0.1, 0.2}>
!bias = !quant.uniform<i32:f32:0, {7.8e-4, 1.5e-3}>

// CHECK-LABEL: func @conv
// CHECK-SAME: %[[X:.*]]: tensor<1x4x4x3x!quant.uniform<i8:f32, 0.0078431377187371254:-3>>
func.func @conv(%x: tensor<1x4x4x3x!in>) -> tensor<*x!in> {
  // Weights are stored as plain bytes; per-axis scales are in the type.
  // CHECK: %[[W:.*]] = tflite.constant dense<-7> : tensor<2x1x1x3xi8> as tensor<2x1x1x3x!quant.uniform<i8<-127:127>:f32:0, {1.000000e-01,2.000000e-01}>>
  %w = tflite.constant dense<-7> : tensor<2x1x1x3xi8> as tensor<2x1x1x3x!weights>
  // CHECK: %[[NONE:.*]] = tflite.none
  %none = tflite.none
  // CHECK: tflite.node "CONV_2D"(%[[X]], %[[W]], %[[NONE]]) {padding = "SAME", stride_w = 1 : i32} version 3 : (
  %y = tflite.node "CONV_2D"(%x, %w, %none) {padding = "SAME", stride_w = 1 : i32} version 3
     : (tensor<1x4x4x3x!in>, tensor<2x1x1x3x!weights>, none) -> tensor<*x!in>
  return %y : tensor<*x!in>
}

// A constant's type is left out if it is that of its elements.
// CHECK-LABEL: func @constants
func.func @constants() {
  // CHECK: tflite.constant dense<1.000000e+00> : tensor<2xf32>{{$}}
  %0 = tflite.constant dense<1.0> : tensor<2xf32> as tensor<2xf32>
  // CHECK: tflite.constant dense<-1> : tensor<2xi8> as tensor<2xui8>
  %1 = tflite.constant dense<-1> : tensor<2xi8> as tensor<2xui8>
  // CHECK: tflite.constant dense<4> : tensor<2xi8> as tensor<2x!quant.uniform<u8:f32, 5.000000e-01:128>>
  %2 = tflite.constant dense<4> : tensor<2xi8> as tensor<2x!quant.uniform<u8:f32, 0.5:128>>
  // CHECK: tflite.unsupported "has element type STRING, which is not supported" : !tflite.opaque<"STRING">
  %3 = tflite.unsupported "has element type STRING, which is not supported" : !tflite.opaque<"STRING">
  return
}

// Subgraphs are functions that options name.
func.func private @body(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func private @cond(%x: tensor<f32>) -> tensor<i1> {
  %0 = tflite.constant dense<false> : tensor<i1>
  return %0 : tensor<i1>
}
// CHECK-LABEL: func @loop
func.func @loop(%x: tensor<f32>) -> tensor<f32> {
  // CHECK: {body_subgraph_index = @body, cond_subgraph_index = @cond} version 1
  %0 = tflite.node "WHILE"(%x) {cond_subgraph_index = @cond, body_subgraph_index = @body} version 1
     : (tensor<f32>) -> tensor<f32>
  // CHECK: tflite.node "CUSTOM:SignalWindow"(%{{.*}}) {custom_options = {shift = 12 : i64}} version 1
  %1 = tflite.node "CUSTOM:SignalWindow"(%0) {custom_options = {shift = 12}} version 1
     : (tensor<f32>) -> tensor<f32>
  return %1 : tensor<f32>
}
