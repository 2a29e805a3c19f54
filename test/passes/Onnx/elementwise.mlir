// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Numpy broadcast is in the maps.
// CHECK-DAG: #[[A:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[B:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func @broadcast
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], #{{.*}}]
// CHECK: arith.addf
// CHECK: return %{{.*}} : tensor<2x3x4xf32>
func.func @broadcast(%a: tensor<2x1x4xf32>, %b: tensor<3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Add"(%a, %b) {} opset 13 : (tensor<2x1x4xf32>, tensor<3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Before opset 7, `axis` says which dims the second input lines up with.
// CHECK: #[[B:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2)>
// CHECK-LABEL: func @old_broadcast
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[B]], #{{.*}}]
func.func @old_broadcast(%a: tensor<2x3x4x5xf32>, %b: tensor<3x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Mul"(%a, %b) {axis = 1 : i64, broadcast = 1 : i64} opset 6 : (tensor<2x3x4x5xf32>, tensor<3x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A splat constant is a scalar of the body.
// CHECK-LABEL: func @splat
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<2x3xf32>)
// CHECK: %[[TWO:.*]] = arith.constant 2.000000e+00 : f32
// CHECK: arith.subf %{{.*}}, %[[TWO]]
func.func @splat(%a: tensor<2x3xf32>) -> tensor<*xf32> {
  %two = arith.constant dense<2.0> : tensor<1xf32>
  %y = onnx.node "Sub"(%a, %two) {} opset 13 : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Unless it widens the result.
// CHECK-LABEL: func @wide_splat
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<3xf32>, tensor<2x3xf32>)
func.func @wide_splat(%a: tensor<1x3xf32>) -> tensor<*xf32> {
  %two = arith.constant dense<2.0> : tensor<2x3xf32>
  %y = onnx.node "Mul"(%a, %two) {} opset 13 : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Integers divide without traps: neither 0 nor -1 reaches the division.
// CHECK-LABEL: func @signed_division
// CHECK-COUNT-2: arith.select
// CHECK: arith.divsi
// CHECK: arith.subi
// CHECK: arith.select
func.func @signed_division(%a: tensor<4xi32>, %b: tensor<4xi32>) -> tensor<*xi32> {
  %y = onnx.node "Div"(%a, %b) {} opset 14 : (tensor<4xi32>, tensor<4xi32>) -> tensor<*xi32>
  return %y : tensor<*xi32>
}

// -----

// Unsignedness follows the values of one type.
// CHECK-LABEL: func @unsigned
// CHECK: arith.addi
// CHECK: arith.divui
// CHECK: arith.maxui
// CHECK: arith.cmpi ugt
func.func @unsigned(%a: tensor<4xi8> {exec.unsigned}, %b: tensor<4xi8> {exec.unsigned}) -> tensor<*xi1> {
  %sum = onnx.node "Add"(%a, %b) {} opset 14 : (tensor<4xi8>, tensor<4xi8>) -> tensor<*xi8>
  %quotient = onnx.node "Div"(%sum, %b) {} opset 14 : (tensor<*xi8>, tensor<4xi8>) -> tensor<*xi8>
  %max = onnx.node "Max"(%quotient, %a) {} opset 14 : (tensor<*xi8>, tensor<4xi8>) -> tensor<*xi8>
  %y = onnx.node "Greater"(%max, %b) {} opset 14 : (tensor<*xi8>, tensor<4xi8>) -> tensor<*xi1>
  return %y : tensor<*xi1>
}

// -----

// Small whole exponents are products, one half is a root.
// CHECK-LABEL: func @powers
// CHECK: arith.mulf
// CHECK: arith.mulf
// CHECK: math.sqrt
// CHECK: math.powf
func.func @powers(%x: tensor<4xf32>) -> tensor<*xf32> {
  %three = arith.constant dense<3.0> : tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %other = arith.constant dense<0.3> : tensor<f32>
  %a = onnx.node "Pow"(%x, %three) {} opset 15 : (tensor<4xf32>, tensor<f32>) -> tensor<*xf32>
  %b = onnx.node "Pow"(%a, %half) {} opset 15 : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  %c = onnx.node "Pow"(%b, %other) {} opset 15 : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  return %c : tensor<*xf32>
}

// -----

// Bounds come as attributes before opset 11, then as inputs; either may be left out.
// CHECK-LABEL: func @clip
// CHECK: arith.minimumf
// CHECK-NOT: arith.minimumf
// CHECK: arith.maximumf
// CHECK-NOT: arith.minimumf
func.func @clip(%x: tensor<4xf32>) -> tensor<*xf32> {
  %low = arith.constant dense<-1.0> : tensor<f32>
  %a = onnx.node "Clip"(%x) {max = 6.0 : f32} opset 10 : (tensor<4xf32>) -> tensor<*xf32>
  %y = onnx.node "Clip"(%a, %low) {} opset 11 : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// One generic for all inputs.
// CHECK-LABEL: func @variadic
// CHECK: linalg.generic
// CHECK: arith.maximumf
// CHECK: arith.maximumf
// CHECK-NOT: linalg.generic
func.func @variadic(%a: tensor<4xf32>, %b: tensor<1xf32>, %c: tensor<2x4xf32>) -> tensor<*xf32> {
  %y = onnx.node "Max"(%a, %b, %c) {} opset 13 : (tensor<4xf32>, tensor<1xf32>, tensor<2x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Functions of short floats are computed in f32 and rounded once.
// CHECK-LABEL: func @half
// CHECK: arith.extf
// CHECK: math.exp
// CHECK: arith.divf
// CHECK: arith.truncf
func.func @half(%x: tensor<4xf16>) -> tensor<*xf16> {
  %y = onnx.node "Sigmoid"(%x) {} opset 13 : (tensor<4xf16>) -> tensor<*xf16>
  return %y : tensor<*xf16>
}

// -----

// CHECK-LABEL: func @half_remainder
// CHECK: arith.remf %{{.*}} : f32
// CHECK: arith.truncf
func.func @half_remainder(%x: tensor<4xf16>) -> tensor<*xf16> {
  %y = onnx.node "Mod"(%x, %x) {fmod = 1 : i64} opset 13 : (tensor<4xf16>, tensor<4xf16>) -> tensor<*xf16>
  return %y : tensor<*xf16>
}
