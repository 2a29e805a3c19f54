// RUN: sinter-opt --split-input-file --double-multipliers %s | FileCheck %s

// A fraction m of 31 bits becomes 2 * m - 2^32: 0.5 becomes -2^31, all but one -2.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32, dotProduct = "smlad">
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @main
  // CHECK:         %[[M:.*]] = arith.constant dense<[-2147483648, -2]> : tensor<2xi32>
  // CHECK:         flow.dispatch @scale(%{{.*}}, %[[M]])
  func.func @main(%x: tensor<2xi32>) -> tensor<2xi32> {
    %m = arith.constant dense<[1073741824, 2147483647]> : tensor<2xi32>
    %y = flow.dispatch @scale(%x, %m) : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
    return %y : tensor<2xi32>
  }
  // CHECK-LABEL: func private @scale
  // CHECK:       ^bb0(%[[X:.*]]: i32, %[[F:.*]]: i32, %{{.*}}: i32):
  // CHECK:         %[[A:.*]] = arith.extsi %[[X]] : i32 to i64
  // CHECK:         %[[B:.*]] = arith.extsi %[[F]] : i32 to i64
  // CHECK:         %[[P:.*]] = arith.muli %[[A]], %[[B]] : i64
  // CHECK:         %[[HALF:.*]] = arith.constant 2147483648 : i64
  // CHECK:         %[[R:.*]] = arith.addi %[[P]], %[[HALF]] : i64
  // CHECK:         %[[WORD:.*]] = arith.constant 32 : i64
  // CHECK:         %[[S:.*]] = arith.shrsi %[[R]], %[[WORD]] : i64
  // CHECK:         %[[T:.*]] = arith.trunci %[[S]] : i64 to i32
  // CHECK:         %[[Y:.*]] = arith.addi %[[T]], %[[X]] : i32
  // CHECK:         linalg.yield %[[Y]] : i32
  func.func private @scale(%x: tensor<2xi32>, %m: tensor<2xi32>) -> tensor<2xi32> attributes {flow.root = "generic"} {
    %e = tensor.empty() : tensor<2xi32>
    %nudge = arith.constant 1073741824 : i64
    %bits = arith.constant 31 : i64
    %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
        ins(%x, %m : tensor<2xi32>, tensor<2xi32>) outs(%e : tensor<2xi32>) {
    ^bb0(%a: i32, %b: i32, %c: i32):
      %1 = arith.extsi %a : i32 to i64
      %2 = arith.extsi %b : i32 to i64
      %3 = arith.muli %1, %2 : i64
      %4 = arith.addi %3, %nudge : i64
      %5 = arith.shrsi %4, %bits : i64
      %6 = arith.trunci %5 : i64 to i32
      linalg.yield %6 : i32
    } -> tensor<2xi32>
    return %0 : tensor<2xi32>
  }
}

// -----

// A fraction of the body itself; and fractions below one half, whose double would be another
// number, stay what they are.
#machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32, dotProduct = "smlad">
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @main
  // CHECK:         arith.constant dense<[0, 2147483647]>
  func.func @main(%x: tensor<2xi32>) -> tensor<2xi32> {
    %m = arith.constant dense<[0, 2147483647]> : tensor<2xi32>
    %y = flow.dispatch @scale(%x, %m) : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
    return %y : tensor<2xi32>
  }
  // CHECK-LABEL: func private @scale
  // CHECK:         arith.constant -1294967296 : i64
  // CHECK:         arith.addi {{.*}} : i32
  // CHECK-NOT:     arith.addi {{.*}} : i32
  func.func private @scale(%x: tensor<2xi32>, %m: tensor<2xi32>) -> tensor<2xi32> attributes {flow.root = "generic"} {
    %e = tensor.empty() : tensor<2xi32>
    %nudge = arith.constant 1073741824 : i64
    %bits = arith.constant 31 : i64
    %fraction = arith.constant 1500000000 : i64
    %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
        ins(%x, %m : tensor<2xi32>, tensor<2xi32>) outs(%e : tensor<2xi32>) {
    ^bb0(%a: i32, %b: i32, %c: i32):
      %1 = arith.extsi %a : i32 to i64
      %2 = arith.muli %1, %fraction : i64
      %3 = arith.addi %2, %nudge : i64
      %4 = arith.shrsi %3, %bits : i64
      %5 = arith.trunci %4 : i64 to i32
      %6 = arith.extsi %5 : i32 to i64
      %7 = arith.extsi %b : i32 to i64
      %8 = arith.muli %6, %7 : i64
      %9 = arith.addi %8, %nudge : i64
      %10 = arith.shrsi %9, %bits : i64
      %11 = arith.trunci %10 : i64 to i32
      linalg.yield %11 : i32
    } -> tensor<2xi32>
    return %0 : tensor<2xi32>
  }
}
