// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// Four heads that share two heads of keys are rows of two products; a query sees the past and its
// own place.
// CHECK-LABEL: func @grouped
// CHECK:       tensor.expand_shape %{{.*}} output_shape [2, 3, 4, 8]
// CHECK:       tensor<4x6x8xf32>
// CHECK:       linalg.index 3
// CHECK:       linalg.index 2
// CHECK:       arith.addi %{{.*}}, %c5_i64
// CHECK:       arith.cmpi sle
// CHECK:       return %{{.*}}, %{{.*}} : tensor<2x3x32xf32>, tensor<2x2x9x8xf32>
func.func @grouped(%q: tensor<2x3x32xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x16xf32>, %past: tensor<2x2x5x8xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %none = onnx.none
  %0:2 = onnx.node "Attention"(%q, %k, %v, %none, %past, %past) {is_causal = 1 : i64, q_num_heads = 4 : i64, kv_num_heads = 2 : i64} opset 23 : (tensor<2x3x32xf32>, tensor<2x4x16xf32>, tensor<2x4x16xf32>, none, tensor<2x2x5x8xf32>, tensor<2x2x5x8xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %0#0, %0#1 : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @heads(%q: tensor<2x3x10xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input 0 of shape 2x3x10 does not consist of 4 heads (attribute 'q_num_heads')}}
  %0 = onnx.node "Attention"(%q, %q, %q) {q_num_heads = 4 : i64, kv_num_heads = 2 : i64} opset 23 : (tensor<2x3x10xf32>, tensor<2x3x10xf32>, tensor<2x3x10xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @sizes(%q: tensor<2x3x4x8xf32>, %k: tensor<2x3x5x6xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{queries of shape 2x3x4x8, keys of 2x3x5x6 and values of 2x3x5x6 do not fit together}}
  %0 = onnx.node "Attention"(%q, %k, %k) {} opset 23 : (tensor<2x3x4x8xf32>, tensor<2x3x5x6xf32>, tensor<2x3x5x6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @mask(%q: tensor<2x3x4x8xf32>, %m: tensor<4x5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{mask of shape 4x5 does not fit 4 keys}}
  %0 = onnx.node "Attention"(%q, %q, %q, %m) {} opset 23 : (tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, tensor<4x5xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @broadcast(%q: tensor<2x3x4x8xf32>, %m: tensor<5x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{mask of shape 5x4 does not broadcast to scores of 2x3x4x4}}
  %0 = onnx.node "Attention"(%q, %q, %q, %m) {} opset 23 : (tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, tensor<5x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @past(%q: tensor<2x3x4x8xf32>, %past: tensor<2x3x5x6xf32>) -> tensor<*xf32> {
  %none = onnx.none
  // expected-error @+1 {{the past of shape 2x3x5x6 does not continue in the present of 2x3x4x8}}
  %0 = onnx.node "Attention"(%q, %q, %q, %none, %past, %past) {} opset 23 : (tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>, none, tensor<2x3x5x6xf32>, tensor<2x3x5x6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Only the first half of each head turns.
// CHECK-LABEL: func @rotary
// CHECK:       tensor<1x5x2x4xf32>
// CHECK:       tensor.concat dim(3)
// CHECK:       return %{{.*}} : tensor<1x5x16xf32>
func.func @rotary(%x: tensor<1x5x16xf32>, %cos: tensor<9x2xf32>, %at: tensor<1x5xi64>) -> tensor<*xf32> {
  %0 = onnx.node "RotaryEmbedding"(%x, %cos, %cos, %at) {num_heads = 2 : i64, rotary_embedding_dim = 4 : i64} opset 23 : (tensor<1x5x16xf32>, tensor<9x2xf32>, tensor<9x2xf32>, tensor<1x5xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @flat(%x: tensor<1x5x16xf32>, %cos: tensor<1x5x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input of shape 1x5x16 does not consist of heads}}
  %0 = onnx.node "RotaryEmbedding"(%x, %cos, %cos) {} opset 23 : (tensor<1x5x16xf32>, tensor<1x5x2xf32>, tensor<1x5x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @odd(%x: tensor<1x2x5x8xf32>, %cos: tensor<1x5x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{rotary_embedding_dim 3 does not fit heads of 8}}
  %0 = onnx.node "RotaryEmbedding"(%x, %cos, %cos) {rotary_embedding_dim = 3 : i64} opset 23 : (tensor<1x2x5x8xf32>, tensor<1x5x2xf32>, tensor<1x5x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @angles(%x: tensor<1x2x5x8xf32>, %cos: tensor<1x5x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{input 1 of shape 1x5x2 does not hold 4 angles per position}}
  %0 = onnx.node "RotaryEmbedding"(%x, %cos, %cos) {} opset 23 : (tensor<1x2x5x8xf32>, tensor<1x5x2xf32>, tensor<1x5x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
