// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Constant indices with even steps are a slice.
// CHECK-LABEL: func @constant
// CHECK: %[[S:.*]] = tensor.extract_slice %arg0[0, 1] [4, 2] [1, 2] : tensor<4x5xf32> to tensor<4x2xf32>
func.func @constant(%x: tensor<4x5xf32>) -> tensor<*xf32> {
  %i = arith.constant dense<[1, -2]> : tensor<2xi64>
  %y = onnx.node "Gather"(%x, %i) {axis = 1 : i64} opset 13 : (tensor<4x5xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A scalar index drops the dimension.
// CHECK-LABEL: func @scalar
// CHECK: tensor.extract_slice %arg0[3, 0] [1, 5] [1, 1]
// CHECK: return %{{.*}} : tensor<5xf32>
func.func @scalar(%x: tensor<4x5xf32>) -> tensor<*xf32> {
  %i = arith.constant dense<-1> : tensor<i64>
  %y = onnx.node "Gather"(%x, %i) {} opset 13 : (tensor<4x5xf32>, tensor<i64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Indices of run time: negative ones count from the end, and none leaves the data.
// CHECK: #[[INDEX:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: func @dynamic
// CHECK: linalg.generic {indexing_maps = [#[[INDEX]], {{.*}} ins(%arg1 : tensor<3xi64>) outs(%{{.*}} : tensor<3x5xf32>)
// CHECK: ^bb0(%[[I:.*]]: i64,
// CHECK: %[[D1:.*]] = linalg.index 1
// CHECK: %[[AT:.*]] = arith.index_cast %[[I]] : i64 to index
// CHECK: %[[NEGATIVE:.*]] = arith.cmpi slt, %[[AT]], %c0
// CHECK: %[[WRAPPED:.*]] = arith.addi %[[AT]], %c4
// CHECK: %[[AT1:.*]] = arith.select %[[NEGATIVE]], %[[WRAPPED]], %[[AT]]
// CHECK: %[[LOW:.*]] = arith.maxsi %[[AT1]], %c0
// CHECK: %[[SAFE:.*]] = arith.minsi %[[LOW]], %c3
// CHECK: tensor.extract %arg0[%[[SAFE]], %[[D1]]] : tensor<4x5xf32>
func.func @dynamic(%x: tensor<4x5xf32>, %i: tensor<3xi64>) -> tensor<*xf32> {
  %y = onnx.node "Gather"(%x, %i) {} opset 13 : (tensor<4x5xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @elements
// CHECK: linalg.generic {{.*}} ins(%arg1 : tensor<2x2xi32>) outs(%{{.*}} : tensor<2x2xf32>)
// CHECK: tensor.extract %arg0[%{{.*}}, %{{.*}}] : tensor<2x3xf32>
func.func @elements(%x: tensor<2x3xf32>, %i: tensor<2x2xi32>) -> tensor<*xf32> {
  %y = onnx.node "GatherElements"(%x, %i) {axis = 1 : i64} opset 13 : (tensor<2x3xf32>, tensor<2x2xi32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @tuples
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<4x5xf32>)
// CHECK-COUNT-2: tensor.extract %arg1
// CHECK: tensor.extract %arg0[%{{.*}}, %{{.*}}, %{{.*}}] : tensor<2x3x5xf32>
func.func @tuples(%x: tensor<2x3x5xf32>, %i: tensor<4x2xi64>) -> tensor<*xf32> {
  %y = onnx.node "GatherND"(%x, %i) {} opset 13 : (tensor<2x3x5xf32>, tensor<4x2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
