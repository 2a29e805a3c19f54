// RUN: sinter-opt --expose-sizes %s -verify-diagnostics
// A table along an open dim would be another one for each size.

module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64}]} {
  func.func @table() -> tensor<48523xi32> {
    // expected-error @below {{a constant of shape batch has other values for each size that calls may decide; fix it with --dim}}
    %t = arith.constant dense_resource<rows> : tensor<48523xi32>
    return %t : tensor<48523xi32>
  }
}
