// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

// All unknown operators are listed, also behind others; users of them are not blamed.
func.func @unknown(%x: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{node '' (Foo, opset 13): operator is not supported}}
  %a = onnx.node "Foo"(%x) {} opset 13 : (tensor<2xf32>) -> tensor<*xf32>
  %b = onnx.node "Relu"(%a) {} opset 13 : (tensor<*xf32>) -> tensor<*xf32>
  // expected-error @+1 {{node '' (com.microsoft.Bar, opset 1): operator is not supported}}
  %c = onnx.node "Bar"(%b) {} domain "com.microsoft" opset 1 : (tensor<*xf32>) -> tensor<*xf32>
  return %c : tensor<*xf32>
}

// -----

func.func @missing_input(%x: tensor<2xf32>) -> tensor<*xf32> {
  %none = onnx.none
  // expected-error @+1 {{(Expand, opset 13): input 1 is missing}}
  %a = onnx.node "Expand"(%x, %none) {} opset 13 : (tensor<2xf32>, none) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @dynamic(%x: tensor<?xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{(Relu, opset 13): input 0 has no static shape}}
  // expected-note @+1 {{--input-shape}}
  %a = onnx.node "Relu"(%x) {} opset 13 : (tensor<?xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @subgraphs(%c: tensor<i1>) -> tensor<*xf32> {
  // expected-error @+1 {{(If, opset 13): attribute 'then_branch' is a list of subgraphs, which is not supported}}
  %a = onnx.node "If"(%c) {then_branch = {unsupported = "is a list of subgraphs, which is not supported"}} opset 13 : (tensor<i1>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @missing_branch(%c: tensor<i1>) -> tensor<*xf32> {
  // expected-error @+1 {{(If, opset 13): subgraph 'then_branch' is missing}}
  %a = onnx.node "If"(%c) {} opset 13 : (tensor<i1>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @branches_differ(%c: tensor<i1>, %x: tensor<2xf32>, %y: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{(If, opset 13): output 0 has shape 2 in one branch and 3 in the other}}
  // expected-note @+1 {{branches of other types need a condition that is known}}
  %a = onnx.node "If"(%c) {then_branch = {graph = 0}, else_branch = {graph = 1}} opset 13 graphs {
    onnx.yield %x : tensor<2xf32>
  }, {
    onnx.yield %y : tensor<3xf32>
  } : (tensor<i1>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @initializer() -> tensor<*xf32> {
  // expected-error @+1 {{initializer '' keeps its data in another file}}
  %a = onnx.node "Initializer"() {value = {unsupported = "keeps its data in another file"}} opset 13 : () -> !onnx.unknown
  %b = onnx.node "Relu"(%a) {} opset 13 : (!onnx.unknown) -> tensor<*xf32>
  return %b : tensor<*xf32>
}

// -----

// expected-error @+1 {{output 'y' is declared with element type 'f32', but the nodes compute 'i64'}}
func.func @element_type(%x: tensor<2xi64>) -> (tensor<*xf32> {exec.name = "y"}) {
  %y = onnx.node "Identity"(%x) {} opset 13 : (tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @too_large() -> tensor<*xf32> {
  %shape = arith.constant dense<[2147483648, 2147483648]> : tensor<2xi64>
  // expected-error @+1 {{(ConstantOfShape, opset 13): the result is too large}}
  %y = onnx.node "ConstantOfShape"(%shape) {} opset 13 : (tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
