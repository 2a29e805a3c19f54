// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @range(%x: tensor<4x5xf32>, %u: tensor<1x5xf32>) -> tensor<*xf32> {
  %i = arith.constant dense<4> : tensor<1x1xi64>
  // expected-error @+1 {{(ScatterND, opset 16): index 4 is out of range for a dimension of 4 elements}}
  %y = onnx.node "ScatterND"(%x, %i, %u) {} opset 16 : (tensor<4x5xf32>, tensor<1x1xi64>, tensor<1x5xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @updates(%x: tensor<4x5xf32>, %i: tensor<2x1xi64>, %u: tensor<5x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ScatterND, opset 16): updates of shape 5x2, but 2x5 is needed}}
  %y = onnx.node "ScatterND"(%x, %i, %u) {} opset 16 : (tensor<4x5xf32>, tensor<2x1xi64>, tensor<5x2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @tuple(%x: tensor<4x5xf32>, %i: tensor<2x3xi64>, %u: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ScatterND, opset 16): indices of shape 2x3 do not name slices of data of shape 4x5}}
  %y = onnx.node "ScatterND"(%x, %i, %u) {} opset 16 : (tensor<4x5xf32>, tensor<2x3xi64>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reduction(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ScatterElements, opset 18): reduction 'median' is not known}}
  %y = onnx.node "ScatterElements"(%x, %i, %u) {reduction = "median"} opset 18 : (tensor<4xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @shape(%x: tensor<4x5xf32>, %i: tensor<2x6xi64>, %u: tensor<2x6xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ScatterElements, opset 18): the indices reach beyond dimension 1}}
  %y = onnx.node "ScatterElements"(%x, %i, %u) {} opset 18 : (tensor<4x5xf32>, tensor<2x6xi64>, tensor<2x6xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @types(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{(ScatterElements, opset 18): data and updates differ in element type}}
  %y = onnx.node "ScatterElements"(%x, %i, %u) {} opset 18 : (tensor<4xf32>, tensor<2xi64>, tensor<2xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @cache(%past: tensor<2x8x4xf32>, %update: tensor<2x3x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{update of shape 2x3x5 does not fit 2x8x4}}
  %0 = onnx.node "TensorScatter"(%past, %update) {} opset 24 : (tensor<2x8x4xf32>, tensor<2x3x5xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
