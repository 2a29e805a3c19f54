// RUN: sinter-opt --convert-onnx %s | FileCheck %s

// Zeros come between the elements; the constant window is turned around.
// CHECK-LABEL: func @strided
// CHECK: %[[SPREAD:.*]] = tensor.pad %{{.*}} low[0, 0, 0, 0, 0, 0] high[0, 0, 1, 0, 1, 0]
// CHECK: tensor<1x3x1x3x1x1xf32> to tensor<1x3x2x3x2x1xf32>
// CHECK: tensor.collapse_shape %[[SPREAD]] {{.*}} into tensor<1x6x6x1xf32>
// CHECK: %[[PADDED:.*]] = tensor.pad
// CHECK: %[[W:.*]] = arith.constant dense<{{.*}}4.000000e+00{{.*}}3.000000e+00{{.*}}2.000000e+00{{.*}}1.000000e+00
// CHECK: linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%[[PADDED]], %[[W]] : tensor<1x7x7x1xf32>, tensor<2x2x1x1xf32>) outs(%{{.*}} : tensor<1x6x6x1xf32>)
func.func @strided(%x: tensor<1x1x3x3xf32>) -> tensor<*xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %y = onnx.node "ConvTranspose"(%x, %w) {strides = array<i64: 2, 2>} opset 13
     : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// Padding cuts off the result: here more than the window adds.
// CHECK-LABEL: func @cropped
// CHECK: tensor.extract_slice %{{.*}}[0, 1, 0, 0] [1, 3, 4, 2] [1, 1, 1, 1]
// CHECK: return %{{.*}} : tensor<1x3x3x4xf32>
func.func @cropped(%x: tensor<1x2x4x4xf32>, %w: tensor<2x3x1x1xf32>) -> tensor<*xf32> {
  %y = onnx.node "ConvTranspose"(%x, %w) {pads = array<i64: 1, 0, 0, 0>} opset 13
     : (tensor<1x2x4x4xf32>, tensor<2x3x1x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// CHECK-LABEL: func @output_shape
// CHECK: return %{{.*}} : tensor<1x2x10x8xf32>
func.func @output_shape(%x: tensor<1x1x3x3xf32>, %w: tensor<1x2x3x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "ConvTranspose"(%x, %w) {output_shape = array<i64: 10, 8>, strides = array<i64: 3, 2>} opset 13
     : (tensor<1x1x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// More is cut off in front than the input has; what is left is padding.
// CHECK-LABEL: func @beyond_the_input
// CHECK: %[[PADDED:.*]] = tensor.pad %{{.*}} low[0, 0, 0, 0] high[0, 4, 0, 0]
// CHECK: tensor.extract_slice %[[PADDED]][0, 3, 0, 0] [1, 2, 1, 1] [1, 1, 1, 1]
// CHECK: return %{{.*}} : tensor<1x1x2x1xf32>
func.func @beyond_the_input(%x: tensor<1x1x1x1xf32>, %w: tensor<1x1x1x1xf32>) -> tensor<*xf32> {
  %y = onnx.node "ConvTranspose"(%x, %w) {output_padding = array<i64: 4, 0>, pads = array<i64: 3, 0, 0, 0>} opset 13
     : (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
