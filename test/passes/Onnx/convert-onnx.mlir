// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Result types are those that the conversion computes, not those of the file.
// CHECK-LABEL: func @signature(%{{.*}}: tensor<2x3xf32>) -> (tensor<3x2xf32> {exec.name = "y"})
func.func @signature(%x: tensor<2x3xf32>) -> (tensor<*xf32> {exec.name = "y"}) {
  %y = onnx.node "Transpose"(%x) {} opset 13 : (tensor<2x3xf32>) -> !onnx.unknown
  %z = onnx.node "Identity"(%y) {} opset 13 : (!onnx.unknown) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

// What no output needs is not converted, so it may be anything.
// CHECK-LABEL: func @dead
// CHECK-NEXT: return %{{.*}} : tensor<2xf32>
func.func @dead(%x: tensor<2xf32>) -> tensor<2xf32> {
  %u = onnx.node "NoSuchOperator"(%x) {} opset 13 : (tensor<2xf32>) -> tensor<*xf32>
  %v = onnx.node "Relu"(%u) {} opset 13 : (tensor<*xf32>) -> tensor<*xf32>
  return %x : tensor<2xf32>
}

// -----

// The IR's integers have no sign; the model's have: 255 stays 255.
// CHECK-LABEL: func @unsigned
// CHECK-SAME: -> (tensor<1xi8> {exec.unsigned}, tensor<1xf32>)
// CHECK-DAG: arith.constant dense<2.550000e+02> : tensor<1xf32>
func.func @unsigned() -> (tensor<*xi8>, tensor<*xf32>) {
  %c = arith.constant {onnx.unsigned} dense<-1> : tensor<1xi8>
  %y = onnx.node "Identity"(%c) {} opset 13 : (tensor<1xi8>) -> tensor<*xi8>
  %f = onnx.node "Cast"(%y) {to = 1 : i64} opset 13 : (tensor<*xi8>) -> tensor<*xf32>
  return %y, %f : tensor<*xi8>, tensor<*xf32>
}

// -----

// Functions without ONNX nodes stay as they are.
// CHECK-LABEL: func @other(%{{.*}}: tensor<?xf32>) -> tensor<?xf32>
func.func @other(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// -----

// Two meanings of one operator: opset 12 has attribute axes, opset 13 an input.
// CHECK-LABEL: func @opsets
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<1x3xf32> into tensor<3xf32>
// CHECK: tensor.expand_shape {{.*}} : tensor<3xf32> into tensor<3x1xf32>
func.func @opsets(%x: tensor<1x3xf32>) -> tensor<*xf32> {
  %y = onnx.node "Squeeze"(%x) {axes = array<i64: 0>} opset 12 : (tensor<1x3xf32>) -> tensor<*xf32>
  %axes = arith.constant dense<1> : tensor<1xi64>
  %z = onnx.node "Unsqueeze"(%y, %axes) {} opset 13 : (tensor<*xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}
