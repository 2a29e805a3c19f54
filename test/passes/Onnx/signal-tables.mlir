// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func @hann
// CHECK:       arith.constant dense<[0.000000e+00, {{.*}}, 1.000000e+00, {{.*}}]> : tensor<4xf64>
func.func @hann() -> tensor<*xf64> {
  %size = arith.constant dense<4> : tensor<i64>
  %0 = onnx.node "HannWindow"(%size) {output_datatype = 11 : i64} opset 17 : (tensor<i64>) -> tensor<*xf64>
  return %0 : tensor<*xf64>
}

// -----

func.func @computed(%size: tensor<i64>) -> tensor<*xf32> {
  // expected-error @+2 {{the size is not constant}}
  // expected-note @+1 {{fold the input 'size' into an initializer}}
  %0 = onnx.node "HannWindow"(%size) {} opset 17 : (tensor<i64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @negative() -> tensor<*xf32> {
  %size = arith.constant dense<-4> : tensor<i64>
  // expected-error @+1 {{size -4 is not possible}}
  %0 = onnx.node "BlackmanWindow"(%size) {} opset 17 : (tensor<i64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @no_bands() -> tensor<*xf32> {
  %bands = arith.constant dense<0> : tensor<i64>
  %length = arith.constant dense<16> : tensor<i64>
  %low = arith.constant dense<0.0> : tensor<f32>
  %high = arith.constant dense<8.0> : tensor<f32>
  // expected-error @+1 {{there is no such matrix of 0 bands}}
  %0 = onnx.node "MelWeightMatrix"(%bands, %length, %length, %low, %high) {} opset 17 : (tensor<i64>, tensor<i64>, tensor<i64>, tensor<f32>, tensor<f32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @no_edge() -> tensor<*xf32> {
  %bands = arith.constant dense<4> : tensor<i64>
  %length = arith.constant dense<16> : tensor<i64>
  %low = arith.constant dense<0x7FC00000> : tensor<f32>
  %high = arith.constant dense<8.0> : tensor<f32>
  // expected-error @+1 {{there is no such matrix of 4 bands}}
  %0 = onnx.node "MelWeightMatrix"(%bands, %length, %length, %low, %high) {} opset 17 : (tensor<i64>, tensor<i64>, tensor<i64>, tensor<f32>, tensor<f32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
