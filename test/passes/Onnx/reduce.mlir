// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// CHECK: #[[Y:.*]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-LABEL: func @mean
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[Y]]], iterator_types = ["reduction", "parallel", "reduction"]}
// CHECK: linalg.generic
// CHECK: arith.constant 1.250000e-01
// CHECK: return %{{.*}} : tensor<1x3x1xf32>
func.func @mean(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "ReduceMean"(%x) {axes = array<i64: 0, -1>} opset 13 : (tensor<2x3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// The axes are an input in later opsets.
// CHECK-LABEL: func @axes_input
// CHECK: iterator_types = ["parallel", "reduction", "parallel"]
// CHECK: return %{{.*}} : tensor<2x4xf32>
func.func @axes_input(%x: tensor<2x3x4xf32>) -> tensor<*xf32> {
  %axes = arith.constant dense<1> : tensor<1xi64>
  %y = onnx.node "ReduceSum"(%x, %axes) {keepdims = 0 : i64} opset 13 : (tensor<2x3x4xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @all_axes
// CHECK: iterator_types = ["reduction", "reduction"]
// CHECK: return %{{.*}} : tensor<f32>
func.func @all_axes(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "ReduceMax"(%x) {keepdims = 0 : i64} opset 18 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @no_axes
// CHECK-NEXT: return %arg0
func.func @no_axes(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "ReduceSum"(%x) {noop_with_empty_axes = 1 : i64} opset 13 : (tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @lowest_integer
// CHECK: arith.constant -128 : i8
// CHECK: arith.maxsi
func.func @lowest_integer(%x: tensor<4xi8>) -> tensor<*xi8> {
  %y = onnx.node "ReduceMax"(%x) {} opset 13 : (tensor<4xi8>) -> tensor<*xi8>
  return %y : tensor<*xi8>
}

// -----

// One reduction carries the best element and its position; the last of equals on request.
// CHECK-LABEL: func @argmax
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} {{.*}} outs(%{{.*}}, %{{.*}} : tensor<2xf32>, tensor<2xi64>)
// CHECK: arith.cmpf oge
// CHECK: linalg.index 1
// CHECK: return %{{.*}} : tensor<2x1xi64>
func.func @argmax(%x: tensor<2x3xf32>) -> tensor<*xi64> {
  %y = onnx.node "ArgMax"(%x) {axis = 1 : i64, select_last_index = 1 : i64} opset 13 : (tensor<2x3xf32>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

// Five elements need steps of width 1, 2 and 4.
// CHECK-LABEL: func @cumsum
// CHECK: tensor.pad %{{.*}} low[1] high[0]
// CHECK: arith.addf
// CHECK: tensor.pad %{{.*}} low[2] high[0]
// CHECK: arith.addf
// CHECK: tensor.pad %{{.*}} low[4] high[0]
// CHECK: arith.addf
// CHECK-NOT: tensor.pad
func.func @cumsum(%x: tensor<5xf32>) -> tensor<*xf32> {
  %axis = arith.constant dense<0> : tensor<i64>
  %y = onnx.node "CumSum"(%x, %axis) {} opset 14 : (tensor<5xf32>, tensor<i64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Nothing comes before the only element.
// CHECK-LABEL: func @exclusive_cumsum
// CHECK-NOT: tensor.extract_slice
// CHECK: %[[ZERO:.*]] = linalg.fill
// CHECK: return %[[ZERO]]
func.func @exclusive_cumsum(%x: tensor<1xf32>) -> tensor<*xf32> {
  %axis = arith.constant dense<0> : tensor<i64>
  %y = onnx.node "CumSum"(%x, %axis) {exclusive = 1 : i64, reverse = 1 : i64} opset 14 : (tensor<1xf32>, tensor<i64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
