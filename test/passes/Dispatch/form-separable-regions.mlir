// RUN: sinter-opt --form-dispatch-regions %s | FileCheck %s

// A pointwise convolution goes through the rows of the depthwise one that it reads, if
// that pays.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, l2Bytes = 1048576>} {
// CHECK-LABEL: func @separable
// CHECK:       flow.region "separable"
// CHECK:         linalg.depthwise_conv_2d_nhwc_hwc
// CHECK:         linalg.conv_2d_nhwc_hwcf
// CHECK:         flow.yield %{{[^,]*}} : tensor<1x14x14x64xf32>
// CHECK:       {flow.reason = "separable and 1 that follow it; ends as its result is returned"}
func.func @separable(%x: tensor<1x16x16x64xf32>, %d: tensor<3x3x64xf32>) -> tensor<1x14x14x64xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<1x1x64x64xf32>
  %e = tensor.empty() : tensor<1x14x14x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %a = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : tensor<1x16x16x64xf32>, tensor<3x3x64xf32>) outs(%f : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %g = tensor.empty() : tensor<1x14x14x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%g : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%a, %w : tensor<1x14x14x64xf32>, tensor<1x1x64x64xf32>) outs(%z : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  return %y : tensor<1x14x14x64xf32>
}

// CHECK-LABEL: func @small_image
// CHECK:       flow.region "depthwise"
// CHECK:       {flow.reason = "alone; ends as linalg.conv_2d_nhwc_hwcf after it has too few pixels for its weights"}
// CHECK:       flow.region "conv"
func.func @small_image(%x: tensor<1x9x9x64xf32>, %d: tensor<3x3x64xf32>) -> tensor<1x7x7x64xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<1x1x64x64xf32>
  %e = tensor.empty() : tensor<1x7x7x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %a = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : tensor<1x9x9x64xf32>, tensor<3x3x64xf32>) outs(%f : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %g = tensor.empty() : tensor<1x7x7x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%g : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%a, %w : tensor<1x7x7x64xf32>, tensor<1x1x64x64xf32>) outs(%z : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  return %y : tensor<1x7x7x64xf32>
}

// CHECK-LABEL: func @few_weights
// CHECK:       flow.region "depthwise"
// CHECK:       {flow.reason = "alone; ends as linalg.conv_2d_nhwc_hwcf after it multiplies by few weights"}
// CHECK:       flow.region "conv"
func.func @few_weights(%x: tensor<1x16x16x64xf32>, %d: tensor<3x3x64xf32>) -> tensor<1x14x14x32xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<1x1x64x32xf32>
  %e = tensor.empty() : tensor<1x14x14x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %a = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : tensor<1x16x16x64xf32>, tensor<3x3x64xf32>) outs(%f : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %g = tensor.empty() : tensor<1x14x14x32xf32>
  %z = linalg.fill ins(%zero : f32) outs(%g : tensor<1x14x14x32xf32>) -> tensor<1x14x14x32xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%a, %w : tensor<1x14x14x64xf32>, tensor<1x1x64x32xf32>) outs(%z : tensor<1x14x14x32xf32>) -> tensor<1x14x14x32xf32>
  return %y : tensor<1x14x14x32xf32>
}


// CHECK-LABEL: func @padded
// CHECK:       flow.region "depthwise"
// CHECK:       {flow.reason = "alone; ends as linalg.conv_2d_nhwc_hwcf after it is padded, and borders are no part of rows"}
// CHECK:       flow.region "conv"
func.func @padded(%x: tensor<1x16x16x64xf32>, %d: tensor<3x3x64xf32>) -> tensor<1x16x16x64xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<1x1x64x64xf32>
  %e = tensor.empty() : tensor<1x14x14x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %a = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : tensor<1x16x16x64xf32>, tensor<3x3x64xf32>) outs(%f : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %g = tensor.empty() : tensor<1x14x14x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%g : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%a, %w : tensor<1x14x14x64xf32>, tensor<1x1x64x64xf32>) outs(%z : tensor<1x14x14x64xf32>) -> tensor<1x14x14x64xf32>
  %p = tensor.pad %y low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%n: index, %h: index, %v: index, %c: index):
    tensor.yield %zero : f32
  } : tensor<1x14x14x64xf32> to tensor<1x16x16x64xf32>
  return %p : tensor<1x16x16x64xf32>
}


// All weights are read for each row.
// CHECK-LABEL: func @many_weights
// CHECK:       flow.region "depthwise"
// CHECK:       {flow.reason = "alone; ends as linalg.conv_2d_nhwc_hwcf after it reads too many weights for each row"}
// CHECK:       flow.region "conv"
func.func @many_weights(%x: tensor<1x16x16x128xf32>, %d: tensor<3x3x128xf32>) -> tensor<1x14x14x512xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<1x1x128x512xf32>
  %e = tensor.empty() : tensor<1x14x14x128xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x14x14x128xf32>) -> tensor<1x14x14x128xf32>
  %a = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : tensor<1x16x16x128xf32>, tensor<3x3x128xf32>) outs(%f : tensor<1x14x14x128xf32>) -> tensor<1x14x14x128xf32>
  %g = tensor.empty() : tensor<1x14x14x512xf32>
  %z = linalg.fill ins(%zero : f32) outs(%g : tensor<1x14x14x512xf32>) -> tensor<1x14x14x512xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%a, %w : tensor<1x14x14x128xf32>, tensor<1x1x128x512xf32>) outs(%z : tensor<1x14x14x512xf32>) -> tensor<1x14x14x512xf32>
  return %y : tensor<1x14x14x512xf32>
}

// What no cache holds is read from begin to end, by all channels.
// CHECK-LABEL: func @large_image
// CHECK:       flow.region "depthwise"
// CHECK:       {flow.reason = "alone; ends as linalg.conv_2d_nhwc_hwcf after it reads an image that leaves the cache"}
// CHECK:       flow.region "conv"
func.func @large_image(%x: tensor<1x58x58x64xf32>, %d: tensor<3x3x64xf32>) -> tensor<1x56x56x64xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<1x1x64x64xf32>
  %e = tensor.empty() : tensor<1x56x56x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  %a = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : tensor<1x58x58x64xf32>, tensor<3x3x64xf32>) outs(%f : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  %g = tensor.empty() : tensor<1x56x56x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%g : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%a, %w : tensor<1x56x56x64xf32>, tensor<1x1x64x64xf32>) outs(%z : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %y : tensor<1x56x56x64xf32>
}
}
