// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// With a fixed number of samples bins are computed independently.
// CHECK-LABEL: func @fixed
// CHECK: linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]
// CHECK: tensor.extract
func.func @fixed(%x: tensor<1x2x8x8xf32>, %r: tensor<3x4xf32>, %i: tensor<3xi64>) -> tensor<*xf32> {
  %y = onnx.node "RoiAlign"(%x, %r, %i) {output_height = 2 : i64, output_width = 2 : i64, sampling_ratio = 2 : i64} opset 16
    : (tensor<1x2x8x8xf32>, tensor<3x4xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Otherwise each bin's loops end where its box tells.
// CHECK-LABEL: func @adaptive
// CHECK-COUNT-6: scf.for
func.func @adaptive(%x: tensor<1x2x8x8xf32>, %r: tensor<3x4xf32>, %i: tensor<3xi64>) -> tensor<*xf32> {
  %y = onnx.node "RoiAlign"(%x, %r, %i) {output_height = 2 : i64, output_width = 2 : i64} opset 16
    : (tensor<1x2x8x8xf32>, tensor<3x4xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @mode(%x: tensor<1x2x8x8xf32>, %r: tensor<3x4xf32>, %i: tensor<3xi64>) -> tensor<*xf32> {
  // expected-error @+2 {{mode 'sum' is not known}}
  // expected-note @+1 {{supported: avg, max}}
  %y = onnx.node "RoiAlign"(%x, %r, %i) {mode = "sum"} opset 16 : (tensor<1x2x8x8xf32>, tensor<3x4xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @offset(%x: tensor<1x2x4x4xf32>, %w: tensor<1x2x2x2xf32>, %o: tensor<1x6x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(DeformConv, opset 19): offset has shape 1x6x3x3, not 1x8x3x3}}
  %y = onnx.node "DeformConv"(%x, %w, %o) {} opset 19 : (tensor<1x2x4x4xf32>, tensor<1x2x2x2xf32>, tensor<1x6x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @unpool(%x: tensor<1x1x2x2xf32>, %i: tensor<1x1x2x2xi64>) -> tensor<*xf32> {
  %shape = arith.constant dense<[1, 1, 3, 3]> : tensor<4xi64>
  // expected-error @+1 {{output_shape 1x1x3x3 does not hold 1x1x4x4}}
  %y = onnx.node "MaxUnpool"(%x, %i, %shape) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>} opset 11
    : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xi64>, tensor<4xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @unpool_huge(%x: tensor<1x1x2x2xf32>, %i: tensor<1x1x2x2xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{strides and pads leave no size for dimension 2}}
  %y = onnx.node "MaxUnpool"(%x, %i) {kernel_shape = array<i64: 2, 2>, pads = array<i64: 9, 0, 0, 0>} opset 11
    : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @columns(%x: tensor<1x9x5xf32>) -> tensor<*xf32> {
  %image = arith.constant dense<[4, 4]> : tensor<2xi64>
  %block = arith.constant dense<[3, 3]> : tensor<2xi64>
  // expected-error @+1 {{(Col2Im, opset 18): input of shape 1x9x5 does not hold blocks of 3x3 at 2x2 places}}
  %y = onnx.node "Col2Im"(%x, %image, %block) {} opset 18 : (tensor<1x9x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @square(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Det, opset 11): input of shape 2x3 does not hold square matrices}}
  %y = onnx.node "Det"(%x) {} opset 11 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @strings(%x: tensor<6xi32>) -> tensor<*xf32> {
  // expected-error @+2 {{n-grams of strings are not supported}}
  // expected-note @+1 {{give integers: 'pool_int64s' instead of 'pool_strings'}}
  %y = onnx.node "TfIdfVectorizer"(%x) {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64,
    ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0>, pool_strings = ["a"]} opset 9 : (tensor<6xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @pool(%x: tensor<6xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{ngram_counts do not split the pool into n-grams}}
  %y = onnx.node "TfIdfVectorizer"(%x) {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 2 : i64, max_skip_count = 0 : i64,
    ngram_counts = array<i64: 0, 2>, ngram_indexes = array<i64: 0, 1, 2>, pool_int64s = array<i64: 2, 3, 4>} opset 9 : (tensor<6xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
