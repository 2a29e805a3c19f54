// RUN: sinter-opt --expose-sizes %s -split-input-file | FileCheck %s
// Numbers that stand for sizes which calls decide become operations; others stay.

module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64}]} {
  // CHECK-LABEL: func @mean
  // CHECK: linalg.generic
  // CHECK: %[[SIZE:.*]] = exec.size 97046
  // CHECK: %[[INTEGER:.*]] = arith.index_cast %[[SIZE]] : index to i64
  // CHECK: %[[COUNT:.*]] = arith.sitofp %[[INTEGER]] : i64 to f32
  // CHECK: arith.divf %{{.*}}, %[[COUNT]]
  func.func @mean(%x: tensor<4xf32>) -> tensor<4xf32> {
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %n = arith.constant 97046.0 : f32
      %q = arith.divf %in, %n : f32
      linalg.yield %q : f32
    } -> tensor<4xf32>
    return %y : tensor<4xf32>
  }

  // One over a size, and a wrapped position.
  // CHECK-LABEL: func @scalars
  // CHECK-DAG: exec.size 48523
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK: arith.divf %[[ONE]]
  // CHECK: exec.size 48522
  // CHECK: arith.constant 48000 : i64
  func.func @scalars() -> (f32, i64, i64) {
    %a = arith.constant 2.060878433E-05 : f32
    %b = arith.constant 48522 : i64
    %c = arith.constant 48000 : i64
    return %a, %b, %c : f32, i64, i64
  }

  // A shape that is a result.
  // CHECK-LABEL: func @shape
  // CHECK: linalg.generic
  // CHECK-DAG: arith.constant 7 : i64
  // CHECK-DAG: linalg.index 0
  // CHECK: exec.size 48523
  func.func @shape() -> tensor<2xi64> {
    %s = arith.constant dense<[48523, 7]> : tensor<2xi64>
    return %s : tensor<2xi64>
  }
}

// -----

// Without open dims there is nothing to find.
// CHECK-LABEL: func @none
// CHECK-NEXT: arith.constant 48523
func.func @none() -> i64 {
  %a = arith.constant 48523 : i64
  return %a : i64
}
