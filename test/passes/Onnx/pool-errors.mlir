// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s

func.func @no_kernel(%x: tensor<1x1x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'kernel_shape' is required}}
  %y = onnx.node "MaxPool"(%x) {} opset 12 : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @kernel_rank(%x: tensor<1x1x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{attribute 'kernel_shape' has 1 values, expected 2}}
  %y = onnx.node "AveragePool"(%x) {kernel_shape = array<i64: 2>} opset 12 : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @huge_kernel(%x: tensor<1x1x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the window covers 2000000000 elements of spatial dimension 0, which is too large to pad for}}
  %y = onnx.node "MaxPool"(%x) {auto_pad = "SAME_UPPER", kernel_shape = array<i64: 2000000000, 2>} opset 12 : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @integers(%x: tensor<1x1x4x4xi32>) -> tensor<*xi32> {
  // expected-error @+1 {{(AveragePool, opset 12): element type i32 is not supported}}
  %y = onnx.node "AveragePool"(%x) {kernel_shape = array<i64: 2, 2>} opset 12 : (tensor<1x1x4x4xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

func.func @matrix(%x: tensor<4x4xf32>) -> tensor<*xf32> {
  // expected-error @+2 {{(GlobalMaxPool, opset 12): input of rank 2 is not supported}}
  // expected-note @+1 {{supported: 3, 4, 5}}
  %y = onnx.node "GlobalMaxPool"(%x) {} opset 12 : (tensor<4x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @empty(%x: tensor<1x3x0x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{(GlobalAveragePool, opset 12): input has the empty shape 1x3x0x4}}
  %y = onnx.node "GlobalAveragePool"(%x) {} opset 12 : (tensor<1x3x0x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @windows(%x: tensor<1x1x4294967296xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{there are too many windows: 4294967295}}
  %y = onnx.node "AveragePool"(%x) {kernel_shape = array<i64: 2>} opset 13 : (tensor<1x1x4294967296xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @exponent(%x: tensor<1x1x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{p must be at least 1}}
  %0 = onnx.node "GlobalLpPool"(%x) {p = 0 : i64} opset 2 : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
