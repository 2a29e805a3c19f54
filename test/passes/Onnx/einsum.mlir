// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// Loops of the result come first, then those that are summed over.
// CHECK-DAG:   #[[A:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
// CHECK-DAG:   #[[B:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
// CHECK-DAG:   #[[Y:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-LABEL: func @batch_matmul
// CHECK:       linalg.generic {indexing_maps = [#[[A]], #[[B]], #[[Y]]], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
func.func @batch_matmul(%a: tensor<5x2x3xf32>, %b: tensor<5x3x4xf32>) -> tensor<*xf32> {
  %0 = onnx.node "Einsum"(%a, %b) {equation = "bij, bjk -> bik"} opset 12 : (tensor<5x2x3xf32>, tensor<5x3x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Without a result, letters that occur once remain, in the order of the alphabet.
// CHECK-LABEL: func @implicit
// CHECK:       tensor<4x2xf32>
func.func @implicit(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  %0 = onnx.node "Einsum"(%x) {equation = "ba"} opset 12 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Dims of "..." line up at the last one and broadcast.
// CHECK-DAG:   #[[A:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-DAG:   #[[B:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
// CHECK-LABEL: func @ellipsis
// CHECK:       indexing_maps = [#[[A]], #[[B]]
func.func @ellipsis(%a: tensor<6x5x2xf32>, %b: tensor<5x2x3xf32>) -> tensor<*xf32> {
  %0 = onnx.node "Einsum"(%a, %b) {equation = "...i,...ij->...ij"} opset 12 : (tensor<6x5x2xf32>, tensor<5x2x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @letters(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{equation 'i1->i' is not made of letters, '...', ',' and '->'}}
  %0 = onnx.node "Einsum"(%x) {equation = "i1->i"} opset 12 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @operands(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the equation has 2 operands, the node 1}}
  %0 = onnx.node "Einsum"(%x) {equation = "ij,jk"} opset 12 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @rank(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{term 'ijk' of the equation does not match input 0 of shape 2x4}}
  %0 = onnx.node "Einsum"(%x) {equation = "ijk->k"} opset 12 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @extents(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{operands of the equation differ in a shared dimension: 2 and 4}}
  %0 = onnx.node "Einsum"(%x) {equation = "ii->i"} opset 12 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @result(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the result of the equation names a dimension that no operand has, or one twice}}
  %0 = onnx.node "Einsum"(%x) {equation = "ij->k"} opset 12 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
