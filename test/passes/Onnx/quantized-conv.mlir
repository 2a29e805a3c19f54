// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Stored integers are multiplied, each widened by its sign; -128 * the sums of the weights
// joins the bias, and the border is padded with the zero point.
// CHECK-LABEL: func @conv
// CHECK-SAME: %{{.*}}: tensor<1x1x3x3xi8>
// CHECK: %[[PAD:.*]] = arith.constant -128 : i8
// CHECK: tensor.pad
// CHECK: tensor.yield %[[PAD]]
// CHECK: linalg.generic
// CHECK-SAME: "reduction", "reduction", "reduction"
// CHECK: %[[X:.*]] = arith.extui %{{.*}} : i8 to i32
// CHECK: %[[W:.*]] = arith.extsi %{{.*}} : i8 to i32
// CHECK: arith.muli %[[X]], %[[W]] : i32
// CHECK: arith.addi
// CHECK: linalg.generic
// CHECK: %[[BIAS:.*]] = arith.constant -28 : i32
// CHECK: arith.addi %{{.*}}, %[[BIAS]]
// CHECK: arith.sitofp
// CHECK: arith.mulf
// CHECK: math.roundeven
// CHECK: arith.fptosi
// CHECK: arith.trunci %{{.*}} : i32 to i8
func.func @conv(%x: tensor<1x1x3x3xi8> {exec.unsigned}) -> (tensor<*xi8> {exec.unsigned}) {
  %xs = arith.constant dense<0.5> : tensor<f32>
  %xz = arith.constant {onnx.unsigned} dense<128> : tensor<i8>
  %w = arith.constant dense<[[[[1, 2], [-3, 1]]]]> : tensor<1x1x2x2xi8>
  %ws = arith.constant dense<0.25> : tensor<1xf32>
  %wz = arith.constant dense<0> : tensor<1xi8>
  %ys = arith.constant dense<1.0> : tensor<f32>
  %yz = arith.constant {onnx.unsigned} dense<3> : tensor<i8>
  %b = arith.constant dense<100> : tensor<1xi32>
  %y = onnx.node "QLinearConv"(%x, %xs, %xz, %w, %ws, %wz, %ys, %yz, %b) {pads = array<i64: 1, 1, 0, 0>} opset 10
    : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>, tensor<1x1x2x2xi8>, tensor<1xf32>, tensor<1xi8>, tensor<f32>, tensor<i8>, tensor<1xi32>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

// A zero point of the weights is subtracted while compiling.
// CHECK-LABEL: func @weight_zero
// The filters are the last dimension then.
// CHECK: arith.constant dense<{{\[\[\[}}[-127, 127]]]]> : tensor<1x1x1x2xi8>
// CHECK: arith.extsi
// CHECK: arith.extsi
func.func @weight_zero(%x: tensor<1x1x3x3xi8>) -> tensor<*xi32> {
  %w = arith.constant {onnx.unsigned} dense<[[[[1]]], [[[-1]]]]> : tensor<2x1x1x1xi8>
  %none = onnx.none
  %wz = arith.constant {onnx.unsigned} dense<-128> : tensor<i8>
  %y = onnx.node "ConvInteger"(%x, %w, %none, %wz) {} opset 10
    : (tensor<1x1x3x3xi8>, tensor<2x1x1x1xi8>, none, tensor<i8>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

// One channel per group has the loops of a depthwise convolution.
// CHECK-LABEL: func @depthwise
// CHECK: linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]
// CHECK: arith.muli
func.func @depthwise(%x: tensor<1x2x3x3xi8>) -> tensor<*xi32> {
  %w = arith.constant dense<1> : tensor<2x1x2x2xi8>
  %y = onnx.node "ConvInteger"(%x, %w) {group = 2 : i64} opset 10 : (tensor<1x2x3x3xi8>, tensor<2x1x2x2xi8>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

// Nothing is known of the zero point: both sides are widened before.
// CHECK-LABEL: func @computed_zero
// CHECK: arith.subi
// CHECK: tensor.pad
// CHECK: arith.muli
func.func @computed_zero(%x: tensor<1x1x3x3xi8>, %z: tensor<i8>) -> tensor<*xi32> {
  %w = arith.constant dense<1> : tensor<1x1x2x2xi8>
  %y = onnx.node "ConvInteger"(%x, %w, %z) {pads = array<i64: 1, 1, 1, 1>} opset 10
    : (tensor<1x1x3x3xi8>, tensor<1x1x2x2xi8>, tensor<i8>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}
