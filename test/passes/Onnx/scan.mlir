// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// Columns are walked from the last one; the running sums are rows of the result.
// CHECK-LABEL: func @columns
// CHECK:       linalg.transpose {{.*}} permutation = [1, 0]
// CHECK:       scf.for %[[STEP:.*]] = %c0 to %c3
// CHECK:         %[[ROW:.*]] = arith.subi %{{.*}}, %[[STEP]]
// CHECK:         tensor.extract_slice %{{.*}}[%[[ROW]], 0] [1, 2] [1, 1] : tensor<3x2xf32> to tensor<2xf32>
// CHECK:         tensor.insert_slice %{{.*}} into %{{.*}}[%[[STEP]], 0] [1, 2] [1, 1]
// CHECK:       return %{{.*}}, %{{.*}} : tensor<2xf32>, tensor<3x2xf32>
func.func @columns(%init: tensor<2xf32>, %x: tensor<2x3xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %a:2 = onnx.node "Scan"(%init, %x) {body = {graph = 0}, num_scan_inputs = 1 : i64, scan_input_axes = array<i64: 1>, scan_input_directions = array<i64: 1>} opset 16 graphs {
  ^bb0(%sum: !onnx.unknown, %v: !onnx.unknown):
    %0 = onnx.node "Add"(%sum, %v) {} opset 16 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
    onnx.yield %0, %0 : !onnx.unknown, !onnx.unknown
  } : (tensor<2xf32>, tensor<2x3xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %a#0, %a#1 : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @state(%init: tensor<1xf32>, %x: tensor<3x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{state 0 has shape 1 before a step and 2 after it, or another element type}}
  %a = onnx.node "Scan"(%init, %x) {body = {graph = 0}, num_scan_inputs = 1 : i64} opset 16 graphs {
  ^bb0(%sum: !onnx.unknown, %v: !onnx.unknown):
    %0 = onnx.node "Add"(%sum, %v) {} opset 16 : (!onnx.unknown, !onnx.unknown) -> !onnx.unknown
    onnx.yield %0 : !onnx.unknown
  } : (tensor<1xf32>, tensor<3x2xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @lengths(%x: tensor<3x2xf32>, %y: tensor<4x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{inputs differ in the length that is scanned: 3 and 4}}
  %a = onnx.node "Scan"(%x, %y) {body = {graph = 0}, num_scan_inputs = 2 : i64} opset 16 graphs {
  ^bb0(%u: !onnx.unknown, %v: !onnx.unknown):
    onnx.yield %v : !onnx.unknown
  } : (tensor<3x2xf32>, tensor<4x2xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @batched(%x: tensor<3x2xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{the batched form of opset 8 is not supported}}
  // expected-note @+1 {{convert the model to opset 9 or above}}
  %a = onnx.node "Scan"(%x) {body = {graph = 0}, num_scan_inputs = 1 : i64} opset 8 graphs {
  ^bb0(%v: !onnx.unknown):
    onnx.yield %v : !onnx.unknown
  } : (tensor<3x2xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @count(%x: tensor<3x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{num_scan_inputs is 2 for 1 inputs}}
  %a = onnx.node "Scan"(%x) {body = {graph = 0}, num_scan_inputs = 2 : i64} opset 16 graphs {
  ^bb0(%v: !onnx.unknown):
    onnx.yield %v : !onnx.unknown
  } : (tensor<3x2xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}
