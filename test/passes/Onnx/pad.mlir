// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// CHECK-LABEL: func @constant
// CHECK: %[[V:.*]] = arith.constant 7.000000e+00 : f32
// CHECK: tensor.pad %arg0 low[1, 0] high[0, 2]
// CHECK: tensor.yield %[[V]]
// CHECK: tensor<2x3xf32> to tensor<3x5xf32>
func.func @constant(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %pads = arith.constant dense<[1, 0, 0, 2]> : tensor<4xi64>
  %value = arith.constant dense<7.0> : tensor<f32>
  %y = onnx.node "Pad"(%x, %pads, %value) {} opset 13 : (tensor<2x3xf32>, tensor<4xi64>, tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Negative padding cuts off.
// CHECK-LABEL: func @negative
// CHECK: %[[CUT:.*]] = tensor.extract_slice %arg0[1] [4] [1] : tensor<5xf32> to tensor<4xf32>
// CHECK: tensor.pad %[[CUT]] low[0] high[2]
func.func @negative(%x: tensor<5xf32>) -> tensor<*xf32> {
  %y = onnx.node "Pad"(%x) {pads = array<i64: -1, 2>} opset 2 : (tensor<5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Reflection leaves out the border: 2 1 | 0 1 2 3 | 2.
// CHECK-LABEL: func @reflect
// CHECK: %[[BEFORE:.*]] = linalg.generic
// CHECK: %[[AFTER:.*]] = tensor.extract_slice %arg0[2] [1] [1]
// CHECK: tensor.concat dim(0) %[[BEFORE]], %arg0, %[[AFTER]] : (tensor<2xf32>, tensor<4xf32>, tensor<1xf32>) -> tensor<7xf32>
func.func @reflect(%x: tensor<4xf32>) -> tensor<*xf32> {
  %pads = arith.constant dense<[2, 1]> : tensor<2xi64>
  %y = onnx.node "Pad"(%x, %pads) {mode = "reflect"} opset 13 : (tensor<4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @edge
// CHECK: dense<[5, 5, 5, 6, 7, 7]> : tensor<6xi64>
func.func @edge() -> tensor<*xi64> {
  %x = arith.constant dense<[5, 6, 7]> : tensor<3xi64>
  %pads = arith.constant dense<[2, 1]> : tensor<2xi64>
  %y = onnx.node "Pad"(%x, %pads) {mode = "edge"} opset 13 : (tensor<3xi64>, tensor<2xi64>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

// CHECK-LABEL: func @wrap
// CHECK: dense<[7, 5, 6, 7, 5, 6]> : tensor<6xi64>
func.func @wrap() -> tensor<*xi64> {
  %x = arith.constant dense<[5, 6, 7]> : tensor<3xi64>
  %pads = arith.constant dense<[1, 2]> : tensor<2xi64>
  %y = onnx.node "Pad"(%x, %pads) {mode = "wrap"} opset 19 : (tensor<3xi64>, tensor<2xi64>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

// What is odd is cut or added at the end.
// CHECK-LABEL: func @center
// CHECK:       tensor.extract_slice %{{.*}}[1, 0] [2, 3] [1, 1]
// CHECK:       tensor.pad %{{.*}} low[0, 1] high[0, 2]
func.func @center(%x: tensor<5x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[2, 6]> : tensor<2xi64>
  %0 = onnx.node "CenterCropPad"(%x, %shape) {} opset 18 : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
