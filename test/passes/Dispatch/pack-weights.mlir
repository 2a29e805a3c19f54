// RUN: sinter-opt --split-input-file --pack-weights %s | FileCheck %s

// Four vectors of 16 lanes divide 128 channels: panels of 64.
// CHECK: #[[B:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 64, d2, d1 mod 64)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32>} {
  // CHECK-LABEL: func @main
  // CHECK:         arith.constant dense<1.000000e+00> : tensor<2x3x64xf32>
  // CHECK:         flow.dispatch @matmul(%{{.*}}, %{{.*}}) : (tensor<8x3xf32>, tensor<2x3x64xf32>)
  func.func @main(%x: tensor<8x3xf32>) -> tensor<8x128xf32> {
    %w = arith.constant dense<1.0> : tensor<3x128xf32>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x3xf32>, tensor<3x128xf32>) -> tensor<8x128xf32>
    return %y : tensor<8x128xf32>
  }
  // CHECK-LABEL: func private @matmul(%{{.*}}: tensor<8x3xf32>, %{{.*}}: tensor<2x3x64xf32>)
  // CHECK:         linalg.generic {indexing_maps = [#{{.*}}, #[[B]], #{{.*}}]
  func.func private @matmul(%x: tensor<8x3xf32>, %w: tensor<3x128xf32>) -> tensor<8x128xf32>
      attributes {flow.root = "matmul"} {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<8x128xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x128xf32>) -> tensor<8x128xf32>
    %m = linalg.matmul ins(%x, %w : tensor<8x3xf32>, tensor<3x128xf32>) outs(%f : tensor<8x128xf32>) -> tensor<8x128xf32>
    return %m : tensor<8x128xf32>
  }
}

// -----

// The order of elements: panel by panel, row by row.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 64, vectorRegisters = 32>} {
  // CHECK-LABEL: func @order
  // CHECK:         dense<{{\[\[\[}}0.000000e+00, {{.*}}, 7.000000e+00], [1.600000e+01, {{.*}}, 2.300000e+01]], {{\[\[}}8.000000e+00,
  func.func @order(%x: tensor<8x2xf32>) -> tensor<8x16xf32> {
    %w = arith.constant dense<[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0],
                               [16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0]]> : tensor<2x16xf32>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x2xf32>, tensor<2x16xf32>) -> tensor<8x16xf32>
    return %y : tensor<8x16xf32>
  }
  func.func private @matmul(%x: tensor<8x2xf32>, %w: tensor<2x16xf32>) -> tensor<8x16xf32>
      attributes {flow.root = "matmul"} {
    %e = tensor.empty() : tensor<8x16xf32>
    %m = linalg.matmul ins(%x, %w : tensor<8x2xf32>, tensor<2x16xf32>) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
    return %m : tensor<8x16xf32>
  }
}

// -----

// Weights that some call computes stay as they are.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32>} {
  // CHECK-LABEL: func @dynamic
  // CHECK:         flow.dispatch @matmul(%{{.*}}, %{{.*}}) : (tensor<8x3xf32>, tensor<3x128xf32>)
  func.func @dynamic(%x: tensor<8x3xf32>, %w: tensor<3x128xf32>) -> tensor<8x128xf32> {
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x3xf32>, tensor<3x128xf32>) -> tensor<8x128xf32>
    return %y : tensor<8x128xf32>
  }
  func.func private @matmul(%x: tensor<8x3xf32>, %w: tensor<3x128xf32>) -> tensor<8x128xf32>
      attributes {flow.root = "matmul"} {
    %e = tensor.empty() : tensor<8x128xf32>
    %m = linalg.matmul ins(%x, %w : tensor<8x3xf32>, tensor<3x128xf32>) outs(%e : tensor<8x128xf32>) -> tensor<8x128xf32>
    return %m : tensor<8x128xf32>
  }
}

// -----

// A panel of four vectors would fill more than three eighths of the second-level
// cache (16 * 64 floats of 8 KiB): two vectors.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, l2Bytes = 8192>} {
  // CHECK-LABEL: func @deep
  // CHECK:         flow.dispatch @matmul(%{{.*}}, %{{.*}}) : (tensor<8x16xf32>, tensor<4x16x32xf32>)
  func.func @deep(%x: tensor<8x16xf32>) -> tensor<8x128xf32> {
    %w = arith.constant dense<1.0> : tensor<16x128xf32>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x16xf32>, tensor<16x128xf32>) -> tensor<8x128xf32>
    return %y : tensor<8x128xf32>
  }
  func.func private @matmul(%x: tensor<8x16xf32>, %w: tensor<16x128xf32>) -> tensor<8x128xf32>
      attributes {flow.root = "matmul"} {
    %e = tensor.empty() : tensor<8x128xf32>
    %m = linalg.matmul ins(%x, %w : tensor<8x16xf32>, tensor<16x128xf32>) outs(%e : tensor<8x128xf32>) -> tensor<8x128xf32>
    return %m : tensor<8x128xf32>
  }
}

// -----

// The tiles of a convolution of many points are two vectors wide, and so are its panels;
// those of few points are as wide as panels can be.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32>} {
  // CHECK-LABEL: func @convolutions
  // CHECK:         flow.dispatch @many(%{{.*}}, %{{.*}}) : (tensor<1x7x7x8xf32>, tensor<4x1x1x8x32xf32>)
  // CHECK:         flow.dispatch @few(%{{.*}}, %{{.*}}) : (tensor<1x5x5x8xf32>, tensor<2x1x1x8x64xf32>)
  func.func @convolutions(%x: tensor<1x7x7x8xf32>, %y: tensor<1x5x5x8xf32>) -> (tensor<1x7x7x128xf32>, tensor<1x5x5x128xf32>) {
    %w = arith.constant dense<1.0> : tensor<1x1x8x128xf32>
    %a = flow.dispatch @many(%x, %w) : (tensor<1x7x7x8xf32>, tensor<1x1x8x128xf32>) -> tensor<1x7x7x128xf32>
    %b = flow.dispatch @few(%y, %w) : (tensor<1x5x5x8xf32>, tensor<1x1x8x128xf32>) -> tensor<1x5x5x128xf32>
    return %a, %b : tensor<1x7x7x128xf32>, tensor<1x5x5x128xf32>
  }
  func.func private @many(%x: tensor<1x7x7x8xf32>, %w: tensor<1x1x8x128xf32>) -> tensor<1x7x7x128xf32>
      attributes {flow.root = "conv"} {
    %e = tensor.empty() : tensor<1x7x7x128xf32>
    %m = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x7x7x8xf32>, tensor<1x1x8x128xf32>) outs(%e : tensor<1x7x7x128xf32>) -> tensor<1x7x7x128xf32>
    return %m : tensor<1x7x7x128xf32>
  }
  func.func private @few(%x: tensor<1x5x5x8xf32>, %w: tensor<1x1x8x128xf32>) -> tensor<1x5x5x128xf32>
      attributes {flow.root = "conv"} {
    %e = tensor.empty() : tensor<1x5x5x128xf32>
    %m = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x5x5x8xf32>, tensor<1x1x8x128xf32>) outs(%e : tensor<1x5x5x128xf32>) -> tensor<1x5x5x128xf32>
    return %m : tensor<1x5x5x128xf32>
  }
}

// -----

// Of 11 channels three do not fill a panel of eight, which is filled up with zeros. The
// machine's first cache (64 bytes) could not hold the weights as they are.
// CHECK: #[[B:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 8, d2, d1 mod 8)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 64, vectorRegisters = 32, l1Bytes = 64>} {
  // CHECK-LABEL: func @uneven
  // CHECK:         dense<{{\[\[\[}}0.000000e+00, {{.*}}, 7.000000e+00], [1.100000e+01, {{.*}}, 1.800000e+01]], {{\[\[}}8.000000e+00, 9.000000e+00, 1.000000e+01, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00], [1.900000e+01,
  // CHECK-SAME:    tensor<2x2x8xf32>
  func.func @uneven(%x: tensor<8x2xf32>) -> tensor<8x11xf32> {
    %w = arith.constant dense<[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0],
                               [11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0]]> : tensor<2x11xf32>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x2xf32>, tensor<2x11xf32>) -> tensor<8x11xf32>
    return %y : tensor<8x11xf32>
  }
  // CHECK-LABEL: func private @matmul
  // CHECK:         linalg.generic {indexing_maps = [#{{.*}}, #[[B]], #{{.*}}]
  func.func private @matmul(%x: tensor<8x2xf32>, %w: tensor<2x11xf32>) -> tensor<8x11xf32>
      attributes {flow.root = "matmul"} {
    %e = tensor.empty() : tensor<8x11xf32>
    %m = linalg.matmul ins(%x, %w : tensor<8x2xf32>, tensor<2x11xf32>) outs(%e : tensor<8x11xf32>) -> tensor<8x11xf32>
    return %m : tensor<8x11xf32>
  }
}

// -----

// Beyond panels of 8, 6 or 4 only one of 25 channels would remain, less than a vector: they stay
// as they are.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 64, vectorRegisters = 32, l1Bytes = 64>} {
  // CHECK-LABEL: func @narrow
  // CHECK:         flow.dispatch @matmul(%{{.*}}, %{{.*}}) : (tensor<8x2xf32>, tensor<2x25xf32>)
  func.func @narrow(%x: tensor<8x2xf32>) -> tensor<8x25xf32> {
    %w = arith.constant dense<1.0> : tensor<2x25xf32>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x2xf32>, tensor<2x25xf32>) -> tensor<8x25xf32>
    return %y : tensor<8x25xf32>
  }
  func.func private @matmul(%x: tensor<8x2xf32>, %w: tensor<2x25xf32>) -> tensor<8x25xf32>
      attributes {flow.root = "matmul"} {
    %e = tensor.empty() : tensor<8x25xf32>
    %m = linalg.matmul ins(%x, %w : tensor<8x2xf32>, tensor<2x25xf32>) outs(%e : tensor<8x25xf32>) -> tensor<8x25xf32>
    return %m : tensor<8x25xf32>
  }
}
