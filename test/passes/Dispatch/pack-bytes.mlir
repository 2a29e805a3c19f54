// RUN: sinter-opt --split-input-file --pack-bytes %s | FileCheck %s

// Groups of four bytes of K lie side by side; the last group is filled up with zeros.
// CHECK: #[[W:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 4, d2 floordiv 4, d1 mod 4, d2 mod 4)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">} {
  // CHECK-LABEL: func @main
  // CHECK:         arith.constant dense<{{\[\[\[\[}}1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [4, 8, 12, 16]], {{\[\[}}17, 0, 0, 0], [18, 0, 0, 0], [19, 0, 0, 0], [20, 0, 0, 0]]]]> : tensor<1x2x4x4xi8>
  func.func @main(%x: tensor<8x5xi8>) -> tensor<8x4xi32> {
    %w = arith.constant dense<[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16], [17, 18, 19, 20]]> : tensor<5x4xi8>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x5xi8>, tensor<5x4xi8>) -> tensor<8x4xi32>
    return %y : tensor<8x4xi32>
  }
  // CHECK-LABEL: func private @matmul(%{{.*}}: tensor<8x5xi8>, %{{.*}}: tensor<1x2x4x4xi8>)
  // CHECK:         linalg.generic {indexing_maps = [#{{.*}}, #[[W]], #{{.*}}]
  func.func private @matmul(%x: tensor<8x5xi8>, %w: tensor<5x4xi8>) -> tensor<8x4xi32>
      attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %e = tensor.empty() : tensor<8x4xi32>
    %f = linalg.fill ins(%zero : i32) outs(%e : tensor<8x4xi32>) -> tensor<8x4xi32>
    %m = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                         iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<8x5xi8>, tensor<5x4xi8>) outs(%f : tensor<8x4xi32>) {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %0 = arith.extui %a : i8 to i32
      %1 = arith.extsi %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %c, %2 : i32
      linalg.yield %3 : i32
    } -> tensor<8x4xi32>
    return %m : tensor<8x4xi32>
  }
}

// -----

// Signed activations become unsigned: their top bit is flipped, and sums start from -128 times the
// sum of each channel's weights.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">} {
  // CHECK-LABEL: func @signed
  // CHECK:         arith.constant dense<[-384, 128, -640, 0]> : tensor<4xi32>
  func.func @signed(%x: tensor<8x2xi8>) -> tensor<8x4xi32> {
    %w = arith.constant dense<[[1, 2, 3, 4], [2, -3, 2, -4]]> : tensor<2x4xi8>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x2xi8>, tensor<2x4xi8>) -> tensor<8x4xi32>
    return %y : tensor<8x4xi32>
  }
  // CHECK-LABEL: func private @matmul(
  // CHECK-SAME:      %[[START:[^:]*]]: tensor<4xi32>)
  // CHECK:         linalg.generic {{.*}} ins(%[[START]] : tensor<4xi32>)
  // CHECK:         ^bb0(%[[A:.*]]: i8, %{{.*}}: i8, %{{.*}}: i32):
  // CHECK:           %[[FLIPPED:.*]] = arith.xori %[[A]], %c-128_i8
  // CHECK:           arith.extui %[[FLIPPED]]
  // CHECK:           arith.extsi
  func.func private @matmul(%x: tensor<8x2xi8>, %w: tensor<2x4xi8>) -> tensor<8x4xi32>
      attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %e = tensor.empty() : tensor<8x4xi32>
    %f = linalg.fill ins(%zero : i32) outs(%e : tensor<8x4xi32>) -> tensor<8x4xi32>
    %m = linalg.matmul ins(%x, %w : tensor<8x2xi8>, tensor<2x4xi8>) outs(%f : tensor<8x4xi32>) -> tensor<8x4xi32>
    return %m : tensor<8x4xi32>
  }
}

// -----

// A window of three columns of three channels is one run of nine bytes, not three groups that are
// not full.
// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 * 2 + d4, d2 * 6 + d5)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d3 floordiv 16, d4, d5 floordiv 4, d3 mod 16, d5 mod 4)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, dotProduct = "vpdpbusd">} {
  func.func @stem(%x: tensor<1x9x9x3xi8>) -> tensor<1x4x4x16xi32> {
    %w = arith.constant dense<1> : tensor<3x3x3x16xi8>
    %y = flow.dispatch @conv(%x, %w) : (tensor<1x9x9x3xi8>, tensor<3x3x3x16xi8>) -> tensor<1x4x4x16xi32>
    return %y : tensor<1x4x4x16xi32>
  }
  // CHECK-LABEL: func private @conv(%{{.*}}: tensor<1x9x9x3xi8>, %{{.*}}: tensor<1x3x3x16x4xi8>
  // CHECK:         tensor.collapse_shape {{.*}} : tensor<1x9x9x3xi8> into tensor<1x9x27xi8>
  // CHECK:         linalg.generic {indexing_maps = [#[[X]], #[[W]],
  func.func private @conv(%x: tensor<1x9x9x3xi8>, %w: tensor<3x3x3x16xi8>) -> tensor<1x4x4x16xi32>
      attributes {flow.root = "conv"} {
    %zero = arith.constant 0 : i32
    %e = tensor.empty() : tensor<1x4x4x16xi32>
    %f = linalg.fill ins(%zero : i32) outs(%e : tensor<1x4x4x16xi32>) -> tensor<1x4x4x16xi32>
    %m = linalg.conv_2d_nhwc_hwcf {strides = dense<2> : vector<2xi64>} ins(%x, %w : tensor<1x9x9x3xi8>, tensor<3x3x3x16xi8>) outs(%f : tensor<1x4x4x16xi32>) -> tensor<1x4x4x16xi32>
    return %m : tensor<1x4x4x16xi32>
  }
}

// -----

// Groups of sixteen, and panels of the four channels that a register tile computes at once.
// CHECK: #[[W:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 4, d2 floordiv 16, d1 mod 4, d2 mod 16)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 8, dotProduct = "vmladava", laneBits = 32>} {
  func.func @helium(%x: tensor<8x40xi8>) -> tensor<8x12xi32> {
    %w = arith.constant dense<1> : tensor<40x12xi8>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x40xi8>, tensor<40x12xi8>) -> tensor<8x12xi32>
    return %y : tensor<8x12xi32>
  }
  // CHECK-LABEL: func private @matmul(%{{.*}}: tensor<8x40xi8>, %{{.*}}: tensor<3x3x4x16xi8>)
  func.func private @matmul(%x: tensor<8x40xi8>, %w: tensor<40x12xi8>) -> tensor<8x12xi32>
      attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %e = tensor.empty() : tensor<8x12xi32>
    %f = linalg.fill ins(%zero : i32) outs(%e : tensor<8x12xi32>) -> tensor<8x12xi32>
    %m = linalg.matmul ins(%x, %w : tensor<8x40xi8>, tensor<40x12xi8>) outs(%f : tensor<8x12xi32>) -> tensor<8x12xi32>
    return %m : tensor<8x12xi32>
  }
}

// -----

// A machine without such an instruction gets the weights as they are.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, vectorRegisters = 16>} {
  // CHECK-LABEL: func @plain
  // CHECK:         flow.dispatch @matmul(%{{.*}}, %{{.*}}) : (tensor<8x2xi8>, tensor<2x4xi8>)
  func.func @plain(%x: tensor<8x2xi8>) -> tensor<8x4xi32> {
    %w = arith.constant dense<1> : tensor<2x4xi8>
    %y = flow.dispatch @matmul(%x, %w) : (tensor<8x2xi8>, tensor<2x4xi8>) -> tensor<8x4xi32>
    return %y : tensor<8x4xi32>
  }
  func.func private @matmul(%x: tensor<8x2xi8>, %w: tensor<2x4xi8>) -> tensor<8x4xi32>
      attributes {flow.root = "matmul"} {
    %e = tensor.empty() : tensor<8x4xi32>
    %m = linalg.matmul ins(%x, %w : tensor<8x2xi8>, tensor<2x4xi8>) outs(%e : tensor<8x4xi32>) -> tensor<8x4xi32>
    return %m : tensor<8x4xi32>
  }
}
