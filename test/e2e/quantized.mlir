// Quantized operators on numbers that one can check by hand: ties go to the even
// integer, what is out of range saturates, NaN is the lowest integer.

// RUN: sinter-compile %s -o %t.sinter
// RUN: sinter-run %t.sinter --function=quantize "--input=8xf32=[0.25 0.75 -0.25 1.25 inf -inf 1000 nan]" "--expected-output=8xu8=[10 12 10 12 255 0 255 0]"
// RUN: sinter-run %t.sinter --function=dequantize "--input=4xi8=[-128 -1 0 127]" "--expected-output=4xf32=[-64.5 -1 -0.5 63]"
// RUN: sinter-run %t.sinter --function=add "--input=4xi8=[1 3 127 -128]" "--input=4xi8=[0 0 127 -128]" "--expected-output=4xi8=[1 2 127 -128]"
// RUN: sinter-run %t.sinter --function=mul "--input=4xi8=[1 3 127 -128]" "--input=4xi8=[2 2 127 127]" "--expected-output=4xi8=[0 2 127 -128]"
// RUN: sinter-run %t.sinter --function=gemm "--input=1x2xu8=[[3 255]]" "--expected-output=1x2xf32=[[253.5 -125.25]]"
// RUN: sinter-run %t.sinter --function=average "--input=1x1x2x2xu8=[[[[1 2][3 4]]]]" "--expected-output=1x1x1x1xu8=[[[[2]]]]"

func.func @quantize(%x: tensor<8xf32>) -> (tensor<8xi8> {exec.unsigned}) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.unsigned} dense<10> : tensor<i8>
  %y = onnx.node "QuantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<8xf32>, tensor<f32>, tensor<i8>) -> tensor<8xi8>
  return %y : tensor<8xi8>
}

func.func @dequantize(%x: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<1> : tensor<i8>
  %y = onnx.node "DequantizeLinear"(%x, %s, %z) {} opset 13 : (tensor<4xi8>, tensor<f32>, tensor<i8>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

func.func @add(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %t = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<0> : tensor<i8>
  %r = arith.constant dense<0.75> : tensor<f32>
  %y = onnx.node "QLinearAdd"(%a, %s, %z, %b, %t, %z, %r, %z) {} domain "com.microsoft" opset 1
    : (tensor<4xi8>, tensor<f32>, tensor<i8>, tensor<4xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<i8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

func.func @mul(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant dense<0> : tensor<i8>
  %r = arith.constant dense<1.0> : tensor<f32>
  %y = onnx.node "QLinearMul"(%a, %s, %z, %b, %s, %z, %r, %z) {} domain "com.microsoft" opset 1
    : (tensor<4xi8>, tensor<f32>, tensor<i8>, tensor<4xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<i8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// (x - 2) * w + c, times 0.5 * 0.5: (1 * 1 + 253 * 4 + 1) / 4 and (1 * 2 - 253 * 2 + 3) / 4.
func.func @gemm(%x: tensor<1x2xi8> {exec.unsigned}) -> tensor<1x2xf32> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.unsigned} dense<2> : tensor<i8>
  %w = arith.constant dense<[[1, 2], [4, -2]]> : tensor<2x2xi8>
  %wz = arith.constant dense<0> : tensor<i8>
  %c = arith.constant dense<[1, 3]> : tensor<2xi32>
  %y = onnx.node "QGemm"(%x, %s, %z, %w, %s, %wz, %c) {} domain "com.microsoft" opset 1
    : (tensor<1x2xi8>, tensor<f32>, tensor<i8>, tensor<2x2xi8>, tensor<f32>, tensor<i8>, tensor<2xi32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// The mean, 2.5, is a tie.
func.func @average(%x: tensor<1x1x2x2xi8> {exec.unsigned}) -> (tensor<1x1x1x1xi8> {exec.unsigned}) {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.unsigned} dense<0> : tensor<i8>
  %y = onnx.node "QLinearAveragePool"(%x, %s, %z, %s, %z) {kernel_shape = array<i64: 2, 2>} domain "com.microsoft" opset 1
    : (tensor<1x1x2x2xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<i8>) -> tensor<1x1x1x1xi8>
  return %y : tensor<1x1x1x1xi8>
}
