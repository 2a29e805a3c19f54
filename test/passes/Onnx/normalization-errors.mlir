// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @training(%x: tensor<1x2x4xf32>, %p: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{(BatchNormalization, opset 6): training mode is not supported before opset 14}}
  // expected-note @+1 {{export the model for inference}}
  %y = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {} opset 6
     : (tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @per_element(%x: tensor<1x2x4xf32>, %p: tensor<2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute spatial=0 is not supported}}
  %y = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {spatial = 0 : i64} opset 7
     : (tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @parameters(%x: tensor<1x2x4xf32>, %p: tensor<2xf32>, %q: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input 3 needs the shape 2, one value per channel}}
  %y = onnx.node "BatchNormalization"(%x, %p, %p, %q, %p) {} opset 15
     : (tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @no_channels(%x: tensor<4xf32>, %p: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input of rank 1 is not supported; expected at least 2}}
  %y = onnx.node "BatchNormalization"(%x, %p, %p, %p, %p) {} opset 15
     : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @lrn_size(%x: tensor<1x8x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(LRN, opset 13): size 0 is not a number of channels}}
  %y = onnx.node "LRN"(%x) {} opset 13 : (tensor<1x8x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @scale(%x: tensor<2x3x4xf32>, %s: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(LayerNormalization, opset 17): input 1 of shape 3 does not broadcast to 2x3x4}}
  %y = onnx.node "LayerNormalization"(%x, %s) {} opset 17 : (tensor<2x3x4xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @stash(%x: tensor<2x4xf32>, %s: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{stash_type other than 1 (float) is not supported}}
  %y = onnx.node "LayerNormalization"(%x, %s) {stash_type = 11 : i64} opset 17 : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @axis(%x: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Softmax, opset 13): axis 2 is out of range for a tensor of rank 2}}
  %y = onnx.node "Softmax"(%x) {axis = 2 : i64} opset 13 : (tensor<2x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @integers(%x: tensor<2x4xi32>) -> tensor<*xi32> {
  // expected-error @+1 {{(Softmax, opset 13): element type i32 is not supported}}
  %y = onnx.node "Softmax"(%x) {} opset 13 : (tensor<2x4xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

func.func @empty(%x: tensor<2x0xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input has the empty shape 2x0}}
  %y = onnx.node "LogSoftmax"(%x) {} opset 13 : (tensor<2x0xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @scalar(%x: tensor<f32>) -> tensor<*xf32> {
  // expected-error @+1 {{a scalar has no axis to normalize}}
  %y = onnx.node "Softmax"(%x) {} opset 13 : (tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
