// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @shapes(%a: tensor<2x3xf32>, %b: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Add, opset 13): shapes [2x3] and [4] do not broadcast}}
  %y = onnx.node "Add"(%a, %b) {} opset 13 : (tensor<2x3xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @old_shapes(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{inputs of shape 2x3 and 3 differ, and attribute 'broadcast' is not set}}
  %y = onnx.node "Add"(%a, %b) {} opset 6 : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @old_axis(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{second input of shape 3 does not line up with 2x3 at axis 0}}
  %y = onnx.node "Add"(%a, %b) {axis = 0 : i64, broadcast = 1 : i64} opset 6 : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @types(%a: tensor<4xf32>, %b: tensor<4xi32>) -> tensor<*xf32> {
  // expected-error @+1 {{inputs differ in element type}}
  %y = onnx.node "Mul"(%a, %b) {} opset 13 : (tensor<4xf32>, tensor<4xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @booleans(%a: tensor<4xi1>) -> tensor<*xi1> {
  // expected-error @+1 {{(Add, opset 13): element type i1 is not supported}}
  %y = onnx.node "Add"(%a, %a) {} opset 13 : (tensor<4xi1>, tensor<4xi1>) -> tensor<*xi1>
  return %y : tensor<*xi1>
}

// -----

func.func @missing(%a: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{two inputs are required}}
  %y = onnx.node "Add"(%a) {} opset 13 : (tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @logic(%a: tensor<4xf32>) -> tensor<*xi1> {
  // expected-error @+1 {{(And, opset 7): element type f32 is not supported}}
  %y = onnx.node "And"(%a, %a) {} opset 7 : (tensor<4xf32>, tensor<4xf32>) -> tensor<*xi1>
  return %y : tensor<*xi1>
}

// -----

func.func @float_mod(%a: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Mod, opset 13): floats need attribute fmod=1}}
  %y = onnx.node "Mod"(%a, %a) {} opset 13 : (tensor<4xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @slope(%a: tensor<2x3xf32>, %s: tensor<4x2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{slope of shape 4x2x3 does not broadcast to input 2x3}}
  %y = onnx.node "PRelu"(%a, %s) {} opset 16 : (tensor<2x3xf32>, tensor<4x2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @bound(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{a bound of shape 3 is not a scalar of the input's type}}
  %y = onnx.node "Clip"(%a, %b) {} opset 13 : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @gelu(%a: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{approximate 'fast' is unknown}}
  // expected-note @+1 {{known: none, tanh}}
  %y = onnx.node "Gelu"(%a) {approximate = "fast"} opset 20 : (tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @where(%a: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(Where, opset 16): element type f32 is not supported}}
  %y = onnx.node "Where"(%a, %a, %a) {} opset 16 : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// An operator is unknown before the opset that brought it.
func.func @too_old(%a: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(HardSwish, opset 13): operator is not supported}}
  %y = onnx.node "HardSwish"(%a) {} opset 13 : (tensor<4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
