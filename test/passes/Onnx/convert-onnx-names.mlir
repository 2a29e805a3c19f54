// RUN: not sinter-opt --convert-onnx %s 2>&1 | FileCheck %s

// Nodes are called by the names that the model gives them.
// CHECK: error: loc("conv1"): node 'conv1' (Foo, opset 13): operator is not supported
// CHECK: error: loc("weights"): initializer 'weights' keeps its data in another file
func.func @names(%x: tensor<2xf32>) -> tensor<*xf32> {
  %a = onnx.node "Foo"(%x) {} opset 13 : (tensor<2xf32>) -> tensor<*xf32> loc("conv1")
  %w = onnx.node "Initializer"() {value = {unsupported = "keeps its data in another file"}} opset 13 : () -> !onnx.unknown loc("weights")
  %b = onnx.node "Add"(%a, %w) {} opset 13 : (tensor<*xf32>, !onnx.unknown) -> tensor<*xf32>
  return %b : tensor<*xf32>
}
