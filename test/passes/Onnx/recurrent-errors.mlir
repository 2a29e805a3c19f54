// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @rank(%x: tensor<3x2xf32>, %w: tensor<1x28x2xf32>, %r: tensor<1x28x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{node '' (LSTM, opset 14): inputs X and R must have rank 3}}
  %y = onnx.node "LSTM"(%x, %w, %r) {} opset 14 : (tensor<3x2xf32>, tensor<1x28x2xf32>, tensor<1x28x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @gates(%x: tensor<5x3x2xf32>, %w: tensor<1x21x2xf32>, %r: tensor<1x28x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(LSTM, opset 14): input W has shape 1x21x2, but 1x28x2 is needed}}
  %y = onnx.node "LSTM"(%x, %w, %r) {} opset 14 : (tensor<5x3x2xf32>, tensor<1x21x2xf32>, tensor<1x28x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @hidden(%x: tensor<5x3x2xf32>, %w: tensor<1x21x2xf32>, %r: tensor<1x21x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(GRU, opset 14): hidden_size is 8, but R has 7 columns}}
  %y = onnx.node "GRU"(%x, %w, %r) {hidden_size = 8 : i64} opset 14 : (tensor<5x3x2xf32>, tensor<1x21x2xf32>, tensor<1x21x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @direction(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(RNN, opset 14): direction 'sideways' is not known}}
  %y = onnx.node "RNN"(%x, %w, %r) {direction = "sideways"} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @activation(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(RNN, opset 14): activation 'Wiggle' is not known}}
  %y = onnx.node "RNN"(%x, %w, %r) {activations = ["Wiggle"]} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @activation_count(%x: tensor<5x3x2xf32>, %w: tensor<1x21x2xf32>, %r: tensor<1x21x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(GRU, opset 14): attribute 'activations' names 1 functions, but there are 2}}
  %y = onnx.node "GRU"(%x, %w, %r) {activations = ["Tanh"]} opset 14 : (tensor<5x3x2xf32>, tensor<1x21x2xf32>, tensor<1x21x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @clip(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(RNN, opset 14): attribute 'clip' must not be negative}}
  %y = onnx.node "RNN"(%x, %w, %r) {clip = -1.0 : f32} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @lengths(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>) -> tensor<*xf32> {
  %b = onnx.none
  %n = arith.constant dense<[5, 6, 1]> : tensor<3xi32>
  // expected-error @+1 {{(RNN, opset 14): sequence_lens has 6, but there are 5 time steps}}
  %y = onnx.node "RNN"(%x, %w, %r, %b, %n) {} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>, none, tensor<3xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @lengths_of_batch(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>, %n: tensor<2xi32>) -> tensor<*xf32> {
  %b = onnx.none
  // expected-error @+1 {{(RNN, opset 14): sequence_lens must hold one integer per sequence of the batch (3)}}
  %y = onnx.node "RNN"(%x, %w, %r, %b, %n) {} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>, none, tensor<2xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @initial(%x: tensor<5x3x2xf32>, %w: tensor<1x7x2xf32>, %r: tensor<1x7x7xf32>, %h: tensor<3x1x7xf32>) -> tensor<*xf32> {
  %n = onnx.none
  // expected-error @+1 {{(RNN, opset 14): input initial_h has shape 3x1x7, but 1x3x7 is needed}}
  %y = onnx.node "RNN"(%x, %w, %r, %n, %n, %h) {} opset 14 : (tensor<5x3x2xf32>, tensor<1x7x2xf32>, tensor<1x7x7xf32>, none, none, tensor<3x1x7xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @reverse_axes(%x: tensor<4x2xf32>, %n: tensor<2xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{(ReverseSequence, opset 10): batch_axis and time_axis must be 0 and 1, or 1 and 0}}
  %y = onnx.node "ReverseSequence"(%x, %n) {batch_axis = 1 : i64, time_axis = 1 : i64} opset 10 : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
