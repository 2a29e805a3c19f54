// Numbers of 4 bits and less in bytes, and powers of two in 8 bits, that one can check by hand.

// RUN: sinter-compile %s -o %t.sinter
// Integers lose high bits; floats are rounded to even before.
// RUN: sinter-run %t.sinter --function=to_int4 "--input=8xf32=[-9 -8 7 8 2.5 3.5 -0.5 15]" "--expected-output=8xi8=[7 -8 7 -8 2 4 0 -1]"
// RUN: sinter-run %t.sinter --function=to_uint2 "--input=4xi32=[-1 0 3 6]" "--expected-output=4xu8=[3 0 3 2]"
// RUN: sinter-run %t.sinter --function=from_int4 "--input=4xi8=[-8 -1 0 7]" "--expected-output=4xf32=[-8 -1 0 7]"
// RUN: sinter-run %t.sinter --function=quantize_int4 "--input=4xf32=[-100 -0.25 0.75 100]" "--expected-output=4xi8=[-8 1 3 7]"
// Rows of three in blocks of two: scales are 0.5 and 2, then 1 and 4.
// RUN: sinter-run %t.sinter --function=blocks "--input=2x3xu8=[[1 2 3] [4 5 15]]" "--expected-output=2x3xf32=[[0 0.5 4] [3 4 56]]"
// RUN: sinter-run %t.sinter --function=quantize_blocks "--input=2x3xf32=[[0 0.5 4] [3 4 99]]" "--expected-output=2x3xu8=[[1 2 3] [4 5 15]]"
// RUN: sinter-run %t.sinter --function=weights "--input=1x2xf32=[[1 2]]" "--expected-output=1x2xf32=[[-6.5 3]]"

// 0x1p-127 is the least, 0x1p127 the largest; 3 lies between two.
// RUN: sinter-run %t.sinter --function=powers "--input=4xu8=[0 127 254 255]" "--expected-output=4xf32=[5.877471754111438e-39 1 1.7014118346046923e+38 nan]"
// RUN: sinter-run %t.sinter --function=up "--input=6xf32=[0 3 4 inf nan 3e38]" "--expected-output=6xu8=[0 129 129 254 255 254]"
// RUN: sinter-run %t.sinter --function=down "--input=6xf32=[0 3 4 inf nan 3e38]" "--expected-output=6xu8=[0 128 129 254 255 254]"
// RUN: sinter-run %t.sinter --function=nearest "--input=6xf32=[0 3 2.9 inf nan 3e38]" "--expected-output=6xu8=[255 129 128 255 255 255]"

func.func @to_int4(%x: tensor<8xf32>) -> tensor<8xi8> {
  %y = onnx.node "Cast"(%x) {to = 22 : i64} opset 21 : (tensor<8xf32>) -> tensor<8xi8>
  return %y : tensor<8xi8>
}

func.func @to_uint2(%x: tensor<4xi32>) -> (tensor<4xi8> {exec.unsigned}) {
  %y = onnx.node "Cast"(%x) {to = 25 : i64} opset 25 : (tensor<4xi32>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

func.func @from_int4(%x: tensor<4xi8> {onnx.narrow = "int4"}) -> tensor<4xf32> {
  %y = onnx.node "Cast"(%x) {to = 1 : i64} opset 21 : (tensor<4xi8>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

func.func @quantize_int4(%x: tensor<4xf32>) -> tensor<4xi8> {
  %s = arith.constant dense<0.5> : tensor<f32>
  %z = arith.constant {onnx.narrow = "int4"} dense<1> : tensor<i8>
  %y = onnx.node "QuantizeLinear"(%x, %s, %z) {} opset 21 : (tensor<4xf32>, tensor<f32>, tensor<i8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

func.func @blocks(%x: tensor<2x3xi8> {exec.unsigned, onnx.narrow = "uint4"}) -> tensor<2x3xf32> {
  %s = arith.constant dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32>
  %z = arith.constant {onnx.unsigned, onnx.narrow = "uint4"} dense<1> : tensor<2x2xi8>
  %y = onnx.node "DequantizeLinear"(%x, %s, %z) {block_size = 2 : i64} opset 21 : (tensor<2x3xi8>, tensor<2x2xf32>, tensor<2x2xi8>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

func.func @quantize_blocks(%x: tensor<2x3xf32>) -> (tensor<2x3xi8> {exec.unsigned}) {
  %s = arith.constant dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32>
  %z = arith.constant {onnx.unsigned, onnx.narrow = "uint4"} dense<1> : tensor<2x2xi8>
  %y = onnx.node "QuantizeLinear"(%x, %s, %z) {block_size = 2 : i64} opset 21 : (tensor<2x3xf32>, tensor<2x2xf32>, tensor<2x2xi8>) -> tensor<2x3xi8>
  return %y : tensor<2x3xi8>
}

func.func @weights(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = arith.constant {onnx.narrow = "int4"} dense<[[1, 0], [-7, 3]]> : tensor<2x2xi8>
  %s = arith.constant dense<0.5> : tensor<f32>
  %f = onnx.node "DequantizeLinear"(%w, %s) {} opset 21 : (tensor<2x2xi8>, tensor<f32>) -> tensor<2x2xf32>
  %y = onnx.node "MatMul"(%x, %f) {} opset 13 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

func.func @powers(%x: tensor<4xi8> {exec.unsigned, onnx.narrow = "float8e8m0"}) -> tensor<4xf32> {
  %y = onnx.node "Cast"(%x) {to = 1 : i64} opset 25 : (tensor<4xi8>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

func.func @up(%x: tensor<6xf32>) -> (tensor<6xi8> {exec.unsigned}) {
  %y = onnx.node "Cast"(%x) {to = 24 : i64} opset 25 : (tensor<6xf32>) -> tensor<6xi8>
  return %y : tensor<6xi8>
}

func.func @down(%x: tensor<6xf32>) -> (tensor<6xi8> {exec.unsigned}) {
  %y = onnx.node "Cast"(%x) {to = 24 : i64, round_mode = "down"} opset 25 : (tensor<6xf32>) -> tensor<6xi8>
  return %y : tensor<6xi8>
}

func.func @nearest(%x: tensor<6xf32>) -> (tensor<6xi8> {exec.unsigned}) {
  %y = onnx.node "Cast"(%x) {to = 24 : i64, round_mode = "nearest", saturate = 0 : i64} opset 25 : (tensor<6xf32>) -> tensor<6xi8>
  return %y : tensor<6xi8>
}
