// RUN: sinter-opt --split-input-file --interleave-tables %s | FileCheck %s

// Tables of words along one loop become one; what is no table, or is read elsewhere, stays.
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[FIRST:.*]] = affine_map<(d0, d1) -> (d1, 0)>
// CHECK-DAG: #[[SECOND:.*]] = affine_map<(d0, d1) -> (d1, 1)>
#row = affine_map<(i, c) -> (i, c)>
#channel = affine_map<(i, c) -> (c)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32>} {
  // CHECK-LABEL: func @main
  // CHECK:         %[[T:.*]] = arith.constant dense<{{\[\[}}1, 3], [2, 3]]> : tensor<2x2xi32>
  // CHECK:         flow.dispatch @scale(%{{.*}}, %[[T]], %{{.*}}) : (tensor<5x2xi32>, tensor<2x2xi32>, tensor<2xi64>)
  func.func @main(%x: tensor<5x2xi32>) -> tensor<5x2xi32> {
    %a = arith.constant dense<[1, 2]> : tensor<2xi32>
    %b = arith.constant dense<3> : tensor<2xi32>
    %w = arith.constant dense<[4, 5]> : tensor<2xi64>
    %y = flow.dispatch @scale(%x, %a, %w, %b) : (tensor<5x2xi32>, tensor<2xi32>, tensor<2xi64>, tensor<2xi32>) -> tensor<5x2xi32>
    return %y : tensor<5x2xi32>
  }
  // CHECK-LABEL: func private @scale
  // CHECK-SAME:    (%[[X:.*]]: tensor<5x2xi32>, %[[TABLE:.*]]: tensor<2x2xi32>, %[[W:.*]]: tensor<2xi64>)
  // CHECK:         linalg.generic {indexing_maps = [#[[ROW]], #[[FIRST]], #{{.*}}, #[[SECOND]], #[[ROW]]]
  // CHECK-SAME:      ins(%[[X]], %[[TABLE]], %[[W]], %[[TABLE]] :
  func.func private @scale(%x: tensor<5x2xi32>, %a: tensor<2xi32>, %w: tensor<2xi64>, %b: tensor<2xi32>) -> tensor<5x2xi32>
      attributes {flow.root = "generic"} {
    %e = tensor.empty() : tensor<5x2xi32>
    %0 = linalg.generic {indexing_maps = [#row, #channel, #channel, #channel, #row], iterator_types = ["parallel", "parallel"]}
        ins(%x, %a, %w, %b : tensor<5x2xi32>, tensor<2xi32>, tensor<2xi64>, tensor<2xi32>) outs(%e : tensor<5x2xi32>) {
    ^bb0(%p: i32, %q: i32, %r: i64, %s: i32, %o: i32):
      %1 = arith.addi %p, %q : i32
      %2 = arith.muli %1, %s : i32
      %3 = arith.trunci %r : i64 to i32
      %4 = arith.addi %2, %3 : i32
      linalg.yield %4 : i32
    } -> tensor<5x2xi32>
    return %0 : tensor<5x2xi32>
  }
}

// -----

// A table that a call computes stays, and so do all where lanes want them one by one.
#row = affine_map<(i, c) -> (i, c)>
#channel = affine_map<(i, c) -> (c)>
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorRegisters = 13, indexBits = 32>} {
  // CHECK-LABEL: func @computed
  // CHECK:         flow.dispatch @scale({{.*}}) : (tensor<5x2xi32>, tensor<2xi32>, tensor<2xi32>)
  func.func @computed(%x: tensor<5x2xi32>, %a: tensor<2xi32>) -> tensor<5x2xi32> {
    %b = arith.constant dense<3> : tensor<2xi32>
    %y = flow.dispatch @scale(%x, %a, %b) : (tensor<5x2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<5x2xi32>
    return %y : tensor<5x2xi32>
  }
  func.func private @scale(%x: tensor<5x2xi32>, %a: tensor<2xi32>, %b: tensor<2xi32>) -> tensor<5x2xi32>
      attributes {flow.root = "generic"} {
    %e = tensor.empty() : tensor<5x2xi32>
    %0 = linalg.generic {indexing_maps = [#row, #channel, #channel, #row], iterator_types = ["parallel", "parallel"]}
        ins(%x, %a, %b : tensor<5x2xi32>, tensor<2xi32>, tensor<2xi32>) outs(%e : tensor<5x2xi32>) {
    ^bb0(%p: i32, %q: i32, %s: i32, %o: i32):
      %1 = arith.addi %p, %q : i32
      %2 = arith.muli %1, %s : i32
      linalg.yield %2 : i32
    } -> tensor<5x2xi32>
    return %0 : tensor<5x2xi32>
  }
}
