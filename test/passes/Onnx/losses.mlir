// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// An ignored label selects nothing, neither of the loss nor of the weights that it is divided by.
// CHECK-LABEL: func @mean
// CHECK:       arith.cmpi ne, %{{.*}}, %c-1_i64
// CHECK:       arith.cmpi ne, %{{.*}}, %c-1_i64
// CHECK:       arith.divf
// CHECK:       return %{{.*}} : tensor<f32>
func.func @mean(%x: tensor<3x5xf32>, %labels: tensor<3xi32>, %weights: tensor<5xf32>) -> tensor<*xf32> {
  %0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %labels, %weights) {ignore_index = -1 : i64} opset 13 : (tensor<3x5xf32>, tensor<3xi32>, tensor<5xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @cross_entropy
// CHECK:       math.log
// CHECK:       return %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x5x2xf32>
func.func @cross_entropy(%x: tensor<3x5x2xf32>, %labels: tensor<3x2xi64>) -> (tensor<*xf32>, tensor<*xf32>) {
  %0:2 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %labels) {reduction = "none"} opset 13 : (tensor<3x5x2xf32>, tensor<3x2xi64>) -> (tensor<*xf32>, tensor<*xf32>)
  return %0#0, %0#1 : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @labels(%x: tensor<3x5xf32>, %labels: tensor<5xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{labels of shape 5 do not match scores of 3x5}}
  %0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %labels) {} opset 13 : (tensor<3x5xf32>, tensor<5xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @weights(%x: tensor<3x5xf32>, %labels: tensor<3xi32>, %weights: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{there must be one weight of the scores' type per class}}
  %0 = onnx.node "SoftmaxCrossEntropyLoss"(%x, %labels, %weights) {} opset 13 : (tensor<3x5xf32>, tensor<3xi32>, tensor<3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @reduction(%x: tensor<3x5xf32>, %labels: tensor<3xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'reduction' is none of none, sum, mean}}
  %0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %labels) {reduction = "max"} opset 13 : (tensor<3x5xf32>, tensor<3xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @no_classes(%x: tensor<3xf32>, %labels: tensor<3xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{input of shape 3 has no classes in dimension 1}}
  %0 = onnx.node "NegativeLogLikelihoodLoss"(%x, %labels) {} opset 13 : (tensor<3xf32>, tensor<3xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
