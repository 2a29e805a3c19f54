// RUN: sinter-opt %s --convert-tflite --split-input-file | FileCheck %s

// State of a custom operator is a variable of its own, called after the operator.

// CHECK: ml_program.global private mutable @late.delayed(dense<0> : tensor<1x3xi16>) : tensor<1x3xi16>
// CHECK-LABEL: func.func @delay(
// CHECK-SAME: %[[X:.*]]: tensor<1x8xi16>
// CHECK: %[[OLD:.*]] = ml_program.global_load @late.delayed
// CHECK: %[[ALL:.*]] = tensor.concat dim(1) %[[OLD]], %[[X]]
// CHECK: %[[LAST:.*]] = tensor.extract_slice %[[ALL]][0, 8] [1, 3]
// CHECK: ml_program.global_store @late.delayed = %[[LAST]]
// CHECK: tensor.extract_slice %[[ALL]][0, 0] [1, 8]
func.func @delay(%x: tensor<1x8xi16>) -> tensor<1x8xi16> {
  %y = tflite.node "CUSTOM:SignalDelay"(%x) {custom_options = {delay_length = 3 : i64}} version 1
     : (tensor<1x8xi16>) -> tensor<1x8xi16> loc("late")
  return %y : tensor<1x8xi16>
}

// -----

// A transform of 16 real numbers: passes of 2 and 4 over 8 complex ones, then one that takes
// the real transform apart.

// CHECK-LABEL: func.func @rfft(
// CHECK: linalg.generic {{.*}} outs({{.*}} : tensor<1x4xi16>, tensor<1x4xi16>, tensor<1x4xi16>, tensor<1x4xi16>)
// CHECK: linalg.generic {{.*}} outs({{.*}} : tensor<2x1xi16>, {{.*}} tensor<2x1xi16>)
// CHECK: linalg.generic {{.*}} outs({{.*}} : tensor<1x9xi16>, tensor<1x9xi16>)
// CHECK-NOT: linalg.generic
func.func @rfft(%x: tensor<16xi16>) -> tensor<18xi16> {
  %y = tflite.node "CUSTOM:SignalRfft"(%x) {custom_options = {T = 7 : i64, fft_length = 16 : i64}} version 1
     : (tensor<16xi16>) -> tensor<18xi16>
  return %y : tensor<18xi16>
}
