// RUN: sinter-opt --recognize-quantized --split-input-file %s | FileCheck %s

// Conv, Relu and the conversions around them are one operator; the bias is
// rescaled to that of the products. Relu ends at the zero point.
// CHECK-LABEL: func @conv_relu
// CHECK-NOT: Dequantize
// CHECK: %[[B:.*]] = arith.constant dense<[14, -9]> : tensor<2xi32>
// CHECK: onnx.node "QLinearConv"(%arg0, {{.*}}, %[[B]]) {kernel_shape = array<i64: 1, 1>, sinter.clamp = array<i64: 10, 255>}
// CHECK-NOT: onnx.node
func.func @conv_relu(%x: tensor<1x1x3x3xi8> {exec.unsigned}) -> (!onnx.unknown) {
  %xs = arith.constant dense<0.5> : tensor<f32>
  %xz = arith.constant {onnx.unsigned} dense<5> : tensor<i8>
  %w = arith.constant dense<[[[[1]]], [[[2]]]]> : tensor<2x1x1x1xi8>
  %ws = arith.constant dense<[0.25, 0.125]> : tensor<2xf32>
  %b = arith.constant dense<[7, -9]> : tensor<2xi32>
  %bs = arith.constant dense<[0.25, 0.0625]> : tensor<2xf32>
  %ys = arith.constant dense<0.1> : tensor<f32>
  %yz = arith.constant {onnx.unsigned} dense<10> : tensor<i8>
  %0 = onnx.node "DequantizeLinear"(%x, %xs, %xz) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %ws) {axis = 0 : i64} opset 13 : (tensor<2x1x1x1xi8>, tensor<2xf32>) -> !onnx.unknown
  %2 = onnx.node "DequantizeLinear"(%b, %bs) {axis = 0 : i64} opset 13 : (tensor<2xi32>, tensor<2xf32>) -> !onnx.unknown
  %3 = onnx.node "Conv"(%0, %1, %2) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %4 = onnx.node "Relu"(%3) {} opset 13 : (!onnx.unknown) -> !onnx.unknown
  %5 = onnx.node "QuantizeLinear"(%4, %ys, %yz) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %5 : !onnx.unknown
}

// -----

// Data moves as integers, and what is quantized as it was before is left alone.
// CHECK-LABEL: func @movement
// CHECK: %[[P:.*]] = onnx.node "MaxPool"(%arg0)
// CHECK-NEXT: %[[T:.*]] = onnx.node "Transpose"(%[[P]])
// CHECK-NEXT: return %[[T]]
func.func @movement(%x: tensor<1x1x3x3xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<5> : tensor<i8>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "MaxPool"(%0) {kernel_shape = array<i64: 2, 2>} opset 13 : (!onnx.unknown) -> !onnx.unknown
  %2 = onnx.node "QuantizeLinear"(%1, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %3 = onnx.node "DequantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %4 = onnx.node "Transpose"(%3) {perm = array<i64: 1, 0, 2, 3>} opset 13 : (!onnx.unknown) -> !onnx.unknown
  %5 = onnx.node "QuantizeLinear"(%4, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %5 : !onnx.unknown
}

// -----

// A product that nothing quantizes is a product of integers with a real result.
// CHECK-LABEL: func @real_result
// CHECK: %[[NONE:.*]] = onnx.none
// CHECK: onnx.node "QLinearMatMul"({{.*}}, %[[NONE]], %{{.*}})
func.func @real_result(%x: tensor<2x3xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = arith.constant dense<1> : tensor<3x2xi8>
  %0 = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<2x3xi8>, tensor<f32>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %s) {} opset 13 : (tensor<3x2xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "MatMul"(%0, %1) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  return %2 : !onnx.unknown
}

// -----

// Another use of the real result: it is computed as such, and quantized beside.
// CHECK-LABEL: func @two_uses
// CHECK: %[[R:.*]] = onnx.node "QLinearMatMul"
// CHECK: %[[Q:.*]] = onnx.node "QuantizeLinear"(%[[R]]
// CHECK: return %[[R]], %[[Q]]
func.func @two_uses(%x: tensor<2x3xi8>) -> (!onnx.unknown, !onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %w = arith.constant dense<1> : tensor<3x2xi8>
  %0 = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<2x3xi8>, tensor<f32>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %s) {} opset 13 : (tensor<3x2xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "MatMul"(%0, %1) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %3 = onnx.node "QuantizeLinear"(%2, %s) {} opset 13 : (!onnx.unknown, tensor<f32>) -> !onnx.unknown
  return %2, %3 : !onnx.unknown, !onnx.unknown
}

// -----

// A computed scale cannot be folded: the graph stays as it is.
// CHECK-LABEL: func @computed_scale
// CHECK: "DequantizeLinear"
// CHECK: "MatMul"
func.func @computed_scale(%x: tensor<2x3xi8>, %s: tensor<f32>) -> (!onnx.unknown) {
  %w = arith.constant dense<1.0> : tensor<3x2xf32>
  %0 = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<2x3xi8>, tensor<f32>) -> !onnx.unknown
  %1 = onnx.node "MatMul"(%0, %w) {} opset 13 : (!onnx.unknown, tensor<3x2xf32>) -> !onnx.unknown
  return %1 : !onnx.unknown
}

// -----

// What computes in float on dequantized numbers is named for the report.
// CHECK-LABEL: func @float_node
// CHECK-SAME: exec.float_nodes = ["squash (Softmax)"]
func.func @float_node(%x: tensor<2x3xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %0 = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<2x3xi8>, tensor<f32>) -> !onnx.unknown
  %1 = onnx.node "Softmax"(%0) {} opset 13 : (!onnx.unknown) -> !onnx.unknown loc("squash")
  %2 = onnx.node "QuantizeLinear"(%1, %s) {} opset 13 : (!onnx.unknown, tensor<f32>) -> !onnx.unknown
  return %2 : !onnx.unknown
}

// -----

// Each of these has an operator on integers.
// CHECK-LABEL: func @elementwise_and_pools
// CHECK: "QLinearAdd"({{.*}}) {sinter.clamp = array<i64: 0, 127>} domain "com.microsoft"
// CHECK: "QLinearMul"
// CHECK: "QLinearAveragePool"
// CHECK: "QLinearConcat"
// CHECK: "QLinearGlobalAveragePool"
// CHECK-NOT: "DequantizeLinear"
func.func @elementwise_and_pools(%x: tensor<1x1x4x4xi8>) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<0> : tensor<i8>
  %0 = onnx.node "DequantizeLinear"(%x, %s) {} opset 13 : (tensor<1x1x4x4xi8>, tensor<f32>) -> !onnx.unknown
  %1 = onnx.node "Add"(%0, %0) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %2 = onnx.node "Relu"(%1) {} opset 13 : (!onnx.unknown) -> !onnx.unknown
  %3 = onnx.node "QuantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %4 = onnx.node "DequantizeLinear"(%3, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %5 = onnx.node "Mul"(%4, %0) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %6 = onnx.node "QuantizeLinear"(%5, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %7 = onnx.node "DequantizeLinear"(%6, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %8 = onnx.node "AveragePool"(%7) {kernel_shape = array<i64: 2, 2>} opset 13 : (!onnx.unknown) -> !onnx.unknown
  %9 = onnx.node "QuantizeLinear"(%8, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %10 = onnx.node "DequantizeLinear"(%9, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %11 = onnx.node "Concat"(%10, %10) {axis = 1 : i64} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %12 = onnx.node "QuantizeLinear"(%11, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %13 = onnx.node "DequantizeLinear"(%12, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %14 = onnx.node "GlobalAveragePool"(%13) {} opset 13 : (!onnx.unknown) -> !onnx.unknown
  %15 = onnx.node "QuantizeLinear"(%14, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %15 : !onnx.unknown
}

// -----

// Results keep the types that the model declares, whoever else uses them.
// CHECK-LABEL: func @declared_results
// CHECK: %[[SUM:.*]] = onnx.node "QLinearAdd"({{.*}}) -> tensor<2x3xi8>
// CHECK: %[[REAL:.*]] = onnx.node "QLinearMatMul"({{.*}}) -> tensor<2x2xf32>
// CHECK: %[[SAME:.*]] = onnx.node "Identity"(%arg0) {{.*}} : (tensor<2x3xi8>) -> tensor<?x3xi8>
// CHECK: return %[[SUM]], %[[REAL]], %{{.*}}, %[[SAME]] : tensor<2x3xi8>, tensor<2x2xf32>, tensor<2x2xi8>, tensor<?x3xi8>
func.func @declared_results(%x: tensor<2x3xi8>) -> (tensor<2x3xi8>, tensor<2x2xf32>, tensor<2x2xi8>, tensor<?x3xi8>) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<0> : tensor<i8>
  %w = arith.constant dense<1> : tensor<3x2xi8>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<2x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "Add"(%0, %0) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %2 = onnx.node "QuantizeLinear"(%1, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> tensor<2x3xi8>
  %3 = onnx.node "DequantizeLinear"(%w, %s, %z) {} opset 13 : (tensor<3x2xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %4 = onnx.node "MatMul"(%0, %3) {} opset 13 : (!onnx.unknown, !onnx.unknown) -> tensor<2x2xf32>
  %5 = onnx.node "QuantizeLinear"(%4, %s, %z) {} opset 13 : (tensor<2x2xf32>, tensor<f32>, tensor<i8>) -> tensor<2x2xi8>
  %6 = onnx.node "QuantizeLinear"(%0, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> tensor<?x3xi8>
  return %2, %4, %5, %6 : tensor<2x3xi8>, tensor<2x2xf32>, tensor<2x2xi8>, tensor<?x3xi8>
}

// -----

// Three scales for two filters: the node stays, and is refused by its own name.
// CHECK-LABEL: func @scales_of_no_axis
// CHECK: onnx.node "DequantizeLinear"(%{{.*}}, %{{.*}}) {axis = 0 : i64}
// CHECK: onnx.node "Conv"
func.func @scales_of_no_axis(%x: tensor<1x1x3x3xi8> {exec.unsigned}) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.unsigned} dense<5> : tensor<i8>
  %w = arith.constant dense<[[[[1]]], [[[2]]]]> : tensor<2x1x1x1xi8>
  %ws = arith.constant dense<[0.25, 0.125, 0.5]> : tensor<3xf32>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %ws) {axis = 0 : i64} opset 13 : (tensor<2x1x1x1xi8>, tensor<3xf32>) -> !onnx.unknown
  %2 = onnx.node "Conv"(%0, %1) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
  %3 = onnx.node "QuantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %3 : !onnx.unknown
}

// -----

// Strict arithmetic rounds no bias to the unit of the sums.
// CHECK-LABEL: module attributes {exec.arithmetic = "strict"}
// CHECK: func @odd_bias
// CHECK: onnx.node "Conv"
// CHECK: func @whole_bias
// CHECK: %[[B:.*]] = arith.constant dense<3> : tensor<1xi32>
// CHECK: onnx.node "QLinearConv"(%{{.*}}, %[[B]])
module attributes {exec.arithmetic = "strict"} {
func.func @odd_bias(%x: tensor<1x1x3x3xi8> {exec.unsigned}) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.unsigned} dense<5> : tensor<i8>
  %w = arith.constant dense<2> : tensor<1x1x1x1xi8>
  %b = arith.constant dense<0.8> : tensor<1xf32>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %s) {} opset 13 : (tensor<1x1x1x1xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "Conv"(%0, %1, %b) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown, tensor<1xf32>) -> !onnx.unknown
  %3 = onnx.node "QuantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %3 : !onnx.unknown
}
func.func @whole_bias(%x: tensor<1x1x3x3xi8> {exec.unsigned}) -> (!onnx.unknown) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.unsigned} dense<5> : tensor<i8>
  %w = arith.constant dense<2> : tensor<1x1x1x1xi8>
  %b = arith.constant dense<0.75> : tensor<1xf32>
  %0 = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<1x1x3x3xi8>, tensor<f32>, tensor<i8>) -> !onnx.unknown
  %1 = onnx.node "DequantizeLinear"(%w, %s) {} opset 13 : (tensor<1x1x1x1xi8>, tensor<f32>) -> !onnx.unknown
  %2 = onnx.node "Conv"(%0, %1, %b) {kernel_shape = array<i64: 1, 1>} opset 13 : (!onnx.unknown, !onnx.unknown, tensor<1xf32>) -> !onnx.unknown
  %3 = onnx.node "QuantizeLinear"(%2, %s, %z) {} opset 13 : (!onnx.unknown, tensor<f32>, tensor<i8>) -> !onnx.unknown
  return %3 : !onnx.unknown
}
}
