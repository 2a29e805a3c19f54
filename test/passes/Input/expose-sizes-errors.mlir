// RUN: sinter-opt --expose-sizes %s -split-input-file -verify-diagnostics
// A table along an open dim would be another one for each size.

module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64}]} {
  func.func @table() -> tensor<48523xi32> {
    // expected-error @below {{a constant of shape batch has other values for each size that calls may decide; fix it with --dim}}
    %t = arith.constant dense_resource<rows> : tensor<48523xi32>
    return %t : tensor<48523xi32>
  }
}

// -----

module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64}]} {
  // Sizes near to that of a dim come from it, but are none that calls could compute.
  func.func @near(%x: tensor<48523xi32>) -> tensor<48515xi32> {
    // expected-error @below {{has a size that follows from dimension 'batch', which calls decide, in a way that is not supported; fix it with --dim=batch:1}}
    %y = tensor.extract_slice %x[0] [48515] [1] : tensor<48523xi32> to tensor<48515xi32>
    return %y : tensor<48515xi32>
  }
}
