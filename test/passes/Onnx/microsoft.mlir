// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// What stands for several nodes is converted as these.
// CHECK-LABEL: func @fused_conv
// CHECK:       linalg.conv_2d_nhwc_hwcf
// CHECK:       arith.addf
// CHECK:       arith.maximumf
// CHECK-NOT:   onnx
func.func @fused_conv(%x: tensor<1x2x5x5xf32>, %w: tensor<3x2x3x3xf32>, %z: tensor<1x3x3x3xf32>) -> tensor<*xf32> {
  %none = onnx.none
  %0 = onnx.node "FusedConv"(%x, %w, %none, %z) {activation = "Relu"} domain "com.microsoft" opset 1 : (tensor<1x2x5x5xf32>, tensor<3x2x3x3xf32>, none, tensor<1x3x3x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Integers are multiplied as integers; the scales come behind.
// CHECK-LABEL: func @dynamic
// CHECK:       arith.muli %{{.*}}, %{{.*}} : i32
// CHECK:       arith.sitofp
// CHECK:       arith.mulf
func.func @dynamic(%x: tensor<2x4xf32>, %w: tensor<4x3xi8>, %scale: tensor<f32>) -> tensor<*xf32> {
  %0 = onnx.node "DynamicQuantizeMatMul"(%x, %w, %scale) {} domain "com.microsoft" opset 1 : (tensor<2x4xf32>, tensor<4x3xi8>, tensor<f32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// A node that names the same in ONNX's domain, as ONNX Runtime does before opset 17.
// CHECK-LABEL: func @early
// CHECK:       math.sqrt
func.func @early(%x: tensor<2x4xf32>, %s: tensor<4xf32>) -> tensor<*xf32> {
  %0 = onnx.node "SimplifiedLayerNormalization"(%x, %s) {axis = -1 : i64} opset 13 : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @activation(%x: tensor<1x2x5x5xf32>, %w: tensor<3x2x3x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{activation 'Sine' with 0 numbers is not supported}}
  %0 = onnx.node "FusedConv"(%x, %w) {activation = "Sine"} domain "com.microsoft" opset 1 : (tensor<1x2x5x5xf32>, tensor<3x2x3x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// What is wrong with a node inside is said of the node itself.
func.func @inside(%x: tensor<2x3xf32>, %w: tensor<4x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(MatMul, opset 24): }}
  %0 = onnx.node "FusedMatMul"(%x, %w) {alpha = 0.5 : f32} domain "com.microsoft" opset 1 : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @heads(%x: tensor<2x3x8xf32>, %w: tensor<8x24xf32>, %b: tensor<24xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{weights of 24 columns do not consist of 3 heads of queries, keys and values}}
  %0 = onnx.node "Attention"(%x, %w, %b) {num_heads = 3 : i64} domain "com.microsoft" opset 1 : (tensor<2x3x8xf32>, tensor<8x24xf32>, tensor<24xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @mask(%x: tensor<2x3x8xf32>, %w: tensor<8x24xf32>, %b: tensor<24xf32>, %m: tensor<5xi32>) -> tensor<*xf32> {
  // expected-error @+2 {{a mask of shape 5 is not supported for batch 2 and 3 keys}}
  // expected-note @+1 {{supported: one or two numbers per batch, one per key, or one per query and key}}
  %0 = onnx.node "Attention"(%x, %w, %b, %m) {num_heads = 2 : i64} domain "com.microsoft" opset 1 : (tensor<2x3x8xf32>, tensor<8x24xf32>, tensor<24xf32>, tensor<5xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @packed(%q: tensor<2x3x2x3x4xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{queries, keys and values that are packed together are not supported}}
  // expected-note @+1 {{pass queries of shape [batch, length, hidden], keys and values apart}}
  %0 = onnx.node "MultiHeadAttention"(%q) {num_heads = 2 : i64} domain "com.microsoft" opset 1 : (tensor<2x3x2x3x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @total(%q: tensor<1x1x16xf32>, %k: tensor<1x1x8xf32>, %past: tensor<1x1x3x8xf32>, %last: tensor<1xi32>, %total: tensor<i32>) -> tensor<*xf32> {
  // expected-error @+2 {{the length with the past (input 6) is not constant}}
  // expected-note @+1 {{fold total_sequence_length into an initializer}}
  %0 = onnx.node "GroupQueryAttention"(%q, %k, %k, %past, %past, %last, %total) {num_heads = 2 : i64, kv_num_heads = 1 : i64} domain "com.microsoft" opset 1 : (tensor<1x1x16xf32>, tensor<1x1x8xf32>, tensor<1x1x8xf32>, tensor<1x1x3x8xf32>, tensor<1x1x3x8xf32>, tensor<1xi32>, tensor<i32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @bits(%x: tensor<2x32xf32>) -> tensor<*xf32> {
  %scales = arith.constant dense<1.0> : tensor<6xf32>
  %weights = arith.constant dense<1> : tensor<3x2x6xi8>
  // expected-error @+2 {{weights of 3 bits in blocks of 16 are not supported}}
  // expected-note @+1 {{supported: 2, 4 and 8 bits, blocks of 16 to 65536, a power of two}}
  %0 = onnx.node "MatMulNBits"(%x, %weights, %scales) {K = 32 : i64, N = 3 : i64, bits = 3 : i64, block_size = 16 : i64} domain "com.microsoft" opset 1 : (tensor<2x32xf32>, tensor<3x2x6xi8>, tensor<6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// The size of such a block in bytes is no number of 64 bits.
func.func @huge_block(%x: tensor<2x32xf32>) -> tensor<*xf32> {
  %scales = arith.constant dense<1.0> : tensor<3xf32>
  %weights = arith.constant dense<1> : tensor<3x1x0xi8>
  // expected-error @+2 {{weights of 4 bits in blocks of 4611686018427387904 are not supported}}
  // expected-note @+1 {{supported: 2, 4 and 8 bits}}
  %0 = onnx.node "MatMulNBits"(%x, %weights, %scales) {K = 32 : i64, N = 3 : i64, bits = 4 : i64, block_size = 4611686018427387904 : i64} domain "com.microsoft" opset 1 : (tensor<2x32xf32>, tensor<3x1x0xi8>, tensor<3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @computed(%x: tensor<2x32xf32>, %w: tensor<3x2x8xi8>) -> tensor<*xf32> {
  %scales = arith.constant dense<1.0> : tensor<6xf32>
  // expected-error @+2 {{weights or scales are not constant}}
  // expected-note @+1 {{fold them into initializers}}
  %0 = onnx.node "MatMulNBits"(%x, %w, %scales) {K = 32 : i64, N = 3 : i64, bits = 4 : i64, block_size = 16 : i64} domain "com.microsoft" opset 1 : (tensor<2x32xf32>, tensor<3x2x8xi8>, tensor<6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @expanded
// CHECK:       arith.constant dense<-7.000000e+00> : tensor<32x3xf32>
func.func @expanded(%x: tensor<2x32xf32>) -> tensor<*xf32> {
  %scales = arith.constant dense<1.0> : tensor<6xf32>
  %weights = arith.constant dense<17> : tensor<3x2x8xi8>
  // expected-warning @+1 {{weights of 4 bits are stored as floats, which are larger}}
  %0 = onnx.node "MatMulNBits"(%x, %weights, %scales) {K = 32 : i64, N = 3 : i64, bits = 4 : i64, block_size = 16 : i64} domain "com.microsoft" opset 1 : (tensor<2x32xf32>, tensor<3x2x8xi8>, tensor<6xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
