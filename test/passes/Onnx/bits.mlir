// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// A shift by the width or more leaves nothing.
// CHECK-LABEL: func @shift
// CHECK:       %[[INSIDE:.*]] = arith.cmpi ult, %{{.*}}, %c8_i8
// CHECK:       arith.select %[[INSIDE]]
// CHECK:       arith.shrui
// CHECK:       arith.select %[[INSIDE]]
func.func @shift(%x: tensor<3xi8> {exec.unsigned}, %y: tensor<3xi8> {exec.unsigned}) -> tensor<*xi8> {
  %0 = onnx.node "BitShift"(%x, %y) {direction = "RIGHT"} opset 11 : (tensor<3xi8>, tensor<3xi8>) -> tensor<*xi8>
  return %0 : tensor<*xi8>
}

// -----

// CHECK-LABEL: func @invert
// CHECK:       arith.xori %{{.*}}, %c-1_i32
func.func @invert(%x: tensor<3xi32>) -> tensor<*xi32> {
  %0 = onnx.node "BitwiseNot"(%x) {} opset 18 : (tensor<3xi32>) -> tensor<*xi32>
  return %0 : tensor<*xi32>
}

// -----

// CHECK-LABEL: func @cast
// CHECK:       arith.bitcast %{{.*}} : f32 to i32
func.func @cast(%x: tensor<3xf32>) -> tensor<*xi32> {
  %0 = onnx.node "BitCast"(%x) {to = 6 : i64} opset 26 : (tensor<3xf32>) -> tensor<*xi32>
  return %0 : tensor<*xi32>
}
