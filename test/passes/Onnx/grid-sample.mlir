// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// Positions are bounded before they become indices; elements outside count as 0.
// CHECK-LABEL: func @linear
// CHECK:       linalg.generic
// CHECK-COUNT-2: arith.minnumf
// CHECK:       arith.fptosi
// CHECK-COUNT-4: tensor.extract %arg0
// CHECK-NOT:   tensor.extract
// CHECK:       return %{{.*}} : tensor<2x3x6x7xf32>
func.func @linear(%x: tensor<2x3x4x5xf32>, %grid: tensor<2x6x7x2xf32>) -> tensor<*xf32> {
  %0 = onnx.node "GridSample"(%x, %grid) {} opset 20 : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @nearest
// CHECK-COUNT-1: tensor.extract %arg0
// CHECK-NOT:   tensor.extract
func.func @nearest(%x: tensor<2x3x4x5xf32>, %grid: tensor<2x6x7x2xf32>) -> tensor<*xf32> {
  %0 = onnx.node "GridSample"(%x, %grid) {mode = "nearest", padding_mode = "reflection"} opset 20 : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @mode(%x: tensor<2x3x4x5xf32>, %grid: tensor<2x6x7x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{mode 'area' is not supported}}
  %0 = onnx.node "GridSample"(%x, %grid) {mode = "area"} opset 20 : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @padding(%x: tensor<2x3x4x5xf32>, %grid: tensor<2x6x7x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{padding_mode 'wrap' is not supported}}
  %0 = onnx.node "GridSample"(%x, %grid) {padding_mode = "wrap"} opset 20 : (tensor<2x3x4x5xf32>, tensor<2x6x7x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @grid(%x: tensor<2x3x4x5xf32>, %grid: tensor<2x6x7x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{grid of shape 2x6x7x3 does not fit the input of shape 2x3x4x5}}
  %0 = onnx.node "GridSample"(%x, %grid) {} opset 20 : (tensor<2x3x4x5xf32>, tensor<2x6x7x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @theta(%theta: tensor<2x2x2xf32>) -> tensor<*xf32> {
  %size = arith.constant dense<[2, 3, 4, 5]> : tensor<4xi64>
  // expected-error @+1 {{theta of shape 2x2x2 does not fit size 2x3x4x5}}
  %0 = onnx.node "AffineGrid"(%theta, %size) {} opset 20 : (tensor<2x2x2xf32>, tensor<4xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
