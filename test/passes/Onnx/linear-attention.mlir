// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// One loop over time that carries the state of each head.
// CHECK-LABEL: func @delta
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}) -> (tensor<1x2x4x3xf32>, tensor<5x1x2x1x3xf32>)
func.func @delta(%q: tensor<1x5x8xf32>, %v: tensor<1x5x6xf32>, %b: tensor<1x5x2xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %none = onnx.none
  %y, %s = onnx.node "LinearAttention"(%q, %q, %v, %none, %none, %b) {update_rule = "delta", q_num_heads = 2 : i64, kv_num_heads = 2 : i64} opset 27
    : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x6xf32>, none, none, tensor<1x5x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %y, %s : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @no_decay(%q: tensor<1x5x8xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(LinearAttention, opset 27): update_rule 'gated' takes decay and no beta}}
  %y = onnx.node "LinearAttention"(%q, %q, %q) {update_rule = "gated", q_num_heads = 2 : i64, kv_num_heads = 2 : i64} opset 27
    : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @heads(%q: tensor<1x5x8xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{q_num_heads 3 is no multiple of kv_num_heads 2}}
  %y = onnx.node "LinearAttention"(%q, %q, %q) {update_rule = "linear", q_num_heads = 3 : i64, kv_num_heads = 2 : i64} opset 27
    : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @convolution(%x: tensor<1x4x8xf32>, %w: tensor<4x2x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(CausalConvWithState, opset 27): weights of shape 4x2x3 are not (channels, 1, size) for an input of shape 1x4x8}}
  %y = onnx.node "CausalConvWithState"(%x, %w) {} opset 27 : (tensor<1x4x8xf32>, tensor<4x2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @flex(%q: tensor<1x2x4x8xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{subgraph 'score_mod' turns 1x2x4x4 into 4x8 or another element type}}
  %y = onnx.node "FlexAttention"(%q, %q, %q) {score_mod = {graph = 0}} domain "ai.onnx.preview" opset 1 graphs {
  ^bb0(%s: !onnx.unknown):
    %shape = arith.constant dense<[4, 8]> : tensor<2xi64>
    %r = onnx.node "Reshape"(%s, %shape) {} opset 21 : (!onnx.unknown, tensor<2xi64>) -> !onnx.unknown
    onnx.yield %r : !onnx.unknown
  } : (tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
