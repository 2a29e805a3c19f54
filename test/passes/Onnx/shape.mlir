// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// 0 copies the input's dimension, -1 takes what is left.
// CHECK-LABEL: func @reshape
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0], [1, 2]] : tensor<2x3x4xf32> into tensor<2x12xf32>
// CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0], [1, 2]] output_shape [2, 6, 2] : tensor<2x12xf32> into tensor<2x6x2xf32>
func.func @reshape(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[0, -1, 2]> : tensor<3xi64>
  %y = onnx.node "Reshape"(%x, %shape) {} opset 13 : (tensor<2x3x4xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// With allowzero, 0 is a dimension without elements.
// CHECK-LABEL: func @allowzero
// CHECK: arith.constant dense<> : tensor<3x0xf32>
func.func @allowzero(%x: tensor<0x3xf32>) -> tensor<*xf32> {
  %shape = arith.constant dense<[3, 0]> : tensor<2xi64>
  %y = onnx.node "Reshape"(%x, %shape) {allowzero = 1 : i64} opset 14 : (tensor<0x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @to_scalar
// CHECK: tensor.collapse_shape %{{.*}} [] : tensor<1x1xf32> into tensor<f32>
func.func @to_scalar(%x: tensor<1x1xf32>) -> tensor<*xf32> {
  %s = onnx.node "Squeeze"(%x) {} opset 13 : (tensor<1x1xf32>) -> tensor<*xf32>
  return %s : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @from_scalar
// CHECK: tensor.expand_shape %{{.*}} [] output_shape [1, 1, 1] : tensor<f32> into tensor<1x1x1xf32>
func.func @from_scalar(%x: tensor<f32>) -> tensor<*xf32> {
  %axes = arith.constant dense<[0, -1, 1]> : tensor<3xi64>
  %y = onnx.node "Unsqueeze"(%x, %axes) {} opset 13 : (tensor<f32>, tensor<3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Of several reshapes in a row the last one counts.
// CHECK-LABEL: func @chain
// CHECK-NEXT: tensor.expand_shape %arg0 {{.*}} : tensor<6xf32> into tensor<2x3xf32>
// CHECK-NEXT: return
func.func @chain(%x: tensor<6xf32>) -> tensor<*xf32> {
  %a = onnx.node "Unsqueeze"(%x) {axes = array<i64: 0>} opset 11 : (tensor<6xf32>) -> tensor<*xf32>
  %shape = arith.constant dense<[2, 3]> : tensor<2xi64>
  %y = onnx.node "Reshape"(%a, %shape) {} opset 13 : (tensor<*xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @flatten
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
func.func @flatten(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Flatten"(%x) {axis = -1 : i64} opset 13 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @shape
// CHECK-DAG: dense<[3, 4]> : tensor<2xi64>
// CHECK-DAG: dense<24> : tensor<i64>
func.func @shape(%x: tensor<2x3x4xf32>) -> (tensor<*xi64>, tensor<*xi64>) {
  %y = onnx.node "Shape"(%x) {start = -2 : i64} opset 15 : (tensor<2x3x4xf32>) -> tensor<*xi64>
  %n = onnx.node "Size"(%x) {} opset 13 : (tensor<2x3x4xf32>) -> tensor<*xi64>
  return %y, %n : tensor<*xi64>, tensor<*xi64>
}

// -----

// At inference dropout does nothing, and its mask is true.
// CHECK-LABEL: func @dropout
// CHECK: %[[MASK:.*]] = arith.constant dense<true> : tensor<2xi1>
// CHECK: return %arg0, %[[MASK]]
func.func @dropout(%x: tensor<2xf32>) -> (tensor<*xf32>, tensor<*xi1>) {
  %y, %mask = onnx.node "Dropout"(%x) {} opset 13 : (tensor<2xf32>) -> (tensor<*xf32>, tensor<*xi1>)
  return %y, %mask : tensor<*xf32>, tensor<*xi1>
}
