// RUN: sinter-opt --split-input-file --use-winograd %s | FileCheck %s

// 4x4 results per tile: weights become 36 planes in panels of 64 channels, and every
// call passes them so.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, hasFma = true>} {
  // CHECK-LABEL: func @main
  // CHECK:         %[[W:.*]] = arith.constant {{.*}} : tensor<36x1x64x64xf32>
  // CHECK:         flow.dispatch @conv(%{{.*}}, %[[W]])
  func.func @main(%x: tensor<1x30x30x64xf32>) -> tensor<1x28x28x64xf32> {
    %w = arith.constant dense<0.5> : tensor<3x3x64x64xf32>
    %y = flow.dispatch @conv(%x, %w) : (tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
    return %y : tensor<1x28x28x64xf32>
  }
  // CHECK-LABEL: func private @conv
  // CHECK-SAME:    tensor<36x1x64x64xf32>
  // CHECK-SAME:    exec.convolution = "winograd-f4", flow.reason = "winograd-f4: estimated time of direct: winograd-f2 {{.*}}, winograd-f4 {{.*}}"
  // CHECK:         %[[Y:.*]] = tensor.empty() : tensor<1x28x28x64xf32>
  // CHECK-NOT:     linalg.fill
  // CHECK:         %[[R:.*]]:3 = exec.winograd_conv tile 4 rows {{[0-9]+}} ins(%arg0, %arg1 : {{.*}}) outs(%[[Y]], %{{.*}}, %{{.*}} :
  // CHECK:         linalg.generic {{.*}} ins(%[[R]]#0 :
  func.func private @conv(%x: tensor<1x30x30x64xf32>, %w: tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
      attributes {flow.root = "conv"} {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<1x28x28x64xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    %c = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
        ins(%x, %w : tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) outs(%f : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    %r = linalg.generic {indexing_maps = [affine_map<(n, h, w, c) -> (n, h, w, c)>, affine_map<(n, h, w, c) -> (n, h, w, c)>],
                         iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins(%c : tensor<1x28x28x64xf32>) outs(%e : tensor<1x28x28x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %m = arith.maximumf %in, %zero : f32
      linalg.yield %m : f32
    } -> tensor<1x28x28x64xf32>
    return %r : tensor<1x28x28x64xf32>
  }
}

// -----

// A method that is asked for is obeyed; a plane of a kernel of ones is known: f2
// divides by -1, 2, 2 and 1.
module {
  // CHECK-LABEL: func @asked
  // CHECK:         arith.constant dense<{{\[\[\[\[}}1.000000e+00]]], {{\[\[\[}}-1.500000e+00]]], {{\[\[\[}}-5.000000e-01]]], {{\[\[\[}}-1.000000e+00]]],
  func.func @asked(%x: tensor<1x4x4x1xf32>) -> tensor<1x2x2x1xf32> {
    %w = arith.constant dense<1.0> : tensor<3x3x1x1xf32>
    %y = flow.dispatch @conv(%x, %w) : (tensor<1x4x4x1xf32>, tensor<3x3x1x1xf32>) -> tensor<1x2x2x1xf32>
    return %y : tensor<1x2x2x1xf32>
  }
  // CHECK-LABEL: func private @conv
  // CHECK-SAME:    exec.convolution = "winograd-f2", flow.reason = "winograd-f2: as asked for"
  // CHECK:         exec.winograd_conv tile 2 rows 1
  func.func private @conv(%x: tensor<1x4x4x1xf32>, %w: tensor<3x3x1x1xf32>) -> tensor<1x2x2x1xf32>
      attributes {flow.root = "conv", exec.convolution = "winograd-f2"} {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<1x2x2x1xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    %c = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
        ins(%x, %w : tensor<1x4x4x1xf32>, tensor<3x3x1x1xf32>) outs(%f : tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    return %c : tensor<1x2x2x1xf32>
  }
}

// -----

// Strict arithmetic rules the method out; so do weights that are computed.
module attributes {exec.arithmetic = "strict", exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, hasFma = true>} {
  func.func @strict(%x: tensor<1x30x30x64xf32>) -> tensor<1x28x28x64xf32> {
    %w = arith.constant dense<0.5> : tensor<3x3x64x64xf32>
    %y = flow.dispatch @conv(%x, %w) : (tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
    return %y : tensor<1x28x28x64xf32>
  }
  // CHECK-LABEL: func private @conv
  // CHECK-SAME:    exec.convolution = "direct", flow.reason = "direct: strict arithmetic"
  // CHECK:         linalg.conv_2d_nhwc_hwcf
  func.func private @conv(%x: tensor<1x30x30x64xf32>, %w: tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
      attributes {flow.root = "conv"} {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<1x28x28x64xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    %c = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
        ins(%x, %w : tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) outs(%f : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    return %c : tensor<1x28x28x64xf32>
  }
}

// -----

module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, hasFma = true>} {
  func.func @computed(%x: tensor<1x30x30x64xf32>, %w: tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32> {
    %y = flow.dispatch @conv(%x, %w) : (tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
    return %y : tensor<1x28x28x64xf32>
  }
  // CHECK-LABEL: func private @conv
  // CHECK-SAME:    exec.convolution = "direct", flow.reason = "direct: weights are not constant"
  // CHECK:         linalg.conv_2d_nhwc_hwcf
  func.func private @conv(%x: tensor<1x30x30x64xf32>, %w: tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
      attributes {flow.root = "conv"} {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<1x28x28x64xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    %c = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
        ins(%x, %w : tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) outs(%f : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    return %c : tensor<1x28x28x64xf32>
  }
}

// -----

// A microcontroller has no room for weights that are four times as many.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32, hasFma = true>} {
  // CHECK-LABEL: func private @small
  // CHECK-SAME:    exec.convolution = "direct", flow.reason = "direct: transformed weights and pixels take more memory than they are worth"
  func.func private @small(%x: tensor<1x30x30x64xf32>, %w: tensor<3x3x64x64xf32>) -> tensor<1x28x28x64xf32>
      attributes {flow.root = "conv"} {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<1x28x28x64xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    %c = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
        ins(%x, %w : tensor<1x30x30x64xf32>, tensor<3x3x64x64xf32>) outs(%f : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
    return %c : tensor<1x28x28x64xf32>
  }
}
