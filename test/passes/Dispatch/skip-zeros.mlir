// RUN: sinter-opt --split-input-file --skip-zeros %s | FileCheck %s

// The ReLU before the product ends at its zero point, -128. So the body subtracts that, and the
// bias gets -128 times the sum of each channel's weights: 10 - 128 * (0 + 4 + ... + 28) = -14326.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 26, indexBits = 32>
#sums = affine_map<(m, n) -> (m, n)>
#bias = affine_map<(m, n) -> (n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @main
  // CHECK:         %[[BIAS:.*]] = arith.constant dense<[-14326, -15330, -16334, -17338]> : tensor<4xi32>
  // CHECK:         flow.dispatch @product(%{{.*}}, %{{.*}}, %[[BIAS]])
  func.func @main(%x: tensor<1x8xi32>) -> tensor<1x4xi32> {
    %w = arith.constant dense<[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15],
                               [16, 17, 18, 19], [20, 21, 22, 23], [24, 25, 26, 27], [28, 29, 30, 31]]> : tensor<8x4xi8>
    %b = arith.constant dense<[10, 30, 50, 70]> : tensor<4xi32>
    %a = flow.dispatch @relu(%x) : (tensor<1x8xi32>) -> tensor<1x8xi8>
    %y = flow.dispatch @product(%a, %w, %b) : (tensor<1x8xi8>, tensor<8x4xi8>, tensor<4xi32>) -> tensor<1x4xi32>
    return %y : tensor<1x4xi32>
  }
  func.func private @relu(%x: tensor<1x8xi32>) -> tensor<1x8xi8> attributes {flow.root = "generic"} {
    %zero = arith.constant -128 : i32
    %most = arith.constant 127 : i32
    %e = tensor.empty() : tensor<1x8xi8>
    %0 = linalg.generic {indexing_maps = [#sums, #sums], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<1x8xi32>) outs(%e : tensor<1x8xi8>) {
    ^bb0(%a: i32, %c: i8):
      %1 = arith.addi %a, %zero : i32
      %2 = arith.maxsi %1, %zero : i32
      %3 = arith.minsi %2, %most : i32
      %4 = arith.trunci %3 : i32 to i8
      linalg.yield %4 : i8
    } -> tensor<1x8xi8>
    return %0 : tensor<1x8xi8>
  }
  // CHECK-LABEL: func private @product
  // CHECK:         %[[X:.*]] = arith.extsi %{{.*}} : i8 to i32
  // CHECK:         %[[C:.*]] = arith.constant 128 : i32
  // CHECK:         %[[MOVED:.*]] = arith.addi %[[X]], %[[C]] : i32
  // CHECK:         %[[W:.*]] = arith.extsi
  // CHECK:         arith.muli %[[MOVED]], %[[W]] : i32
  func.func private @product(%x: tensor<1x8xi8>, %w: tensor<8x4xi8>, %b: tensor<4xi32>) -> tensor<1x4xi32> attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %e = tensor.empty() : tensor<1x4xi32>
    %f = linalg.fill ins(%zero : i32) outs(%e : tensor<1x4xi32>) -> tensor<1x4xi32>
    %0 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                         iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<1x8xi8>, tensor<8x4xi8>) outs(%f : tensor<1x4xi32>) {
    ^bb0(%a: i8, %v: i8, %c: i32):
      %1 = arith.extsi %a : i8 to i32
      %2 = arith.extsi %v : i8 to i32
      %3 = arith.muli %1, %2 : i32
      %4 = arith.addi %c, %3 : i32
      linalg.yield %4 : i32
    } -> tensor<1x4xi32>
    %5 = linalg.generic {indexing_maps = [#sums, #bias, #sums], iterator_types = ["parallel", "parallel"]}
        ins(%0, %b : tensor<1x4xi32>, tensor<4xi32>) outs(%e : tensor<1x4xi32>) {
    ^bb0(%s: i32, %t: i32, %c: i32):
      %6 = arith.addi %s, %t : i32
      linalg.yield %6 : i32
    } -> tensor<1x4xi32>
    return %5 : tensor<1x4xi32>
  }
}

// -----

// Numbers below the zero point, -100, remain: it is no likelier than others.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 26, indexBits = 32>
#sums = affine_map<(m, n) -> (m, n)>
#bias = affine_map<(m, n) -> (n)>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @main
  // CHECK:         arith.constant dense<10> : tensor<4xi32>
  func.func @main(%x: tensor<1x8xi32>) -> tensor<1x4xi32> {
    %w = arith.constant dense<1> : tensor<8x4xi8>
    %b = arith.constant dense<10> : tensor<4xi32>
    %a = flow.dispatch @clamp(%x) : (tensor<1x8xi32>) -> tensor<1x8xi8>
    %y = flow.dispatch @product(%a, %w, %b) : (tensor<1x8xi8>, tensor<8x4xi8>, tensor<4xi32>) -> tensor<1x4xi32>
    return %y : tensor<1x4xi32>
  }
  func.func private @clamp(%x: tensor<1x8xi32>) -> tensor<1x8xi8> attributes {flow.root = "generic"} {
    %zero = arith.constant -100 : i32
    %least = arith.constant -128 : i32
    %e = tensor.empty() : tensor<1x8xi8>
    %0 = linalg.generic {indexing_maps = [#sums, #sums], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<1x8xi32>) outs(%e : tensor<1x8xi8>) {
    ^bb0(%a: i32, %c: i8):
      %1 = arith.addi %a, %zero : i32
      %2 = arith.maxsi %1, %least : i32
      %3 = arith.trunci %2 : i32 to i8
      linalg.yield %3 : i8
    } -> tensor<1x8xi8>
    return %0 : tensor<1x8xi8>
  }
  // CHECK-LABEL: func private @product
  // CHECK:         %[[X:.*]] = arith.extsi
  // CHECK-NEXT:    %[[W:.*]] = arith.extsi
  // CHECK-NEXT:    arith.muli %[[X]], %[[W]] : i32
  func.func private @product(%x: tensor<1x8xi8>, %w: tensor<8x4xi8>, %b: tensor<4xi32>) -> tensor<1x4xi32> attributes {flow.root = "matmul"} {
    %zero = arith.constant 0 : i32
    %e = tensor.empty() : tensor<1x4xi32>
    %f = linalg.fill ins(%zero : i32) outs(%e : tensor<1x4xi32>) -> tensor<1x4xi32>
    %0 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                         iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<1x8xi8>, tensor<8x4xi8>) outs(%f : tensor<1x4xi32>) {
    ^bb0(%a: i8, %v: i8, %c: i32):
      %1 = arith.extsi %a : i8 to i32
      %2 = arith.extsi %v : i8 to i32
      %3 = arith.muli %1, %2 : i32
      %4 = arith.addi %c, %3 : i32
      linalg.yield %4 : i32
    } -> tensor<1x4xi32>
    %5 = linalg.generic {indexing_maps = [#sums, #bias, #sums], iterator_types = ["parallel", "parallel"]}
        ins(%0, %b : tensor<1x4xi32>, tensor<4xi32>) outs(%e : tensor<1x4xi32>) {
    ^bb0(%s: i32, %t: i32, %c: i32):
      %6 = arith.addi %s, %t : i32
      linalg.yield %6 : i32
    } -> tensor<1x4xi32>
    return %5 : tensor<1x4xi32>
  }
}
