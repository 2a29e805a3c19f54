// RUN: sinter-opt --convert-onnx --split-input-file %s | FileCheck %s

// Numbers follow from the element's position: nothing is carried from one to the next.
// CHECK-LABEL: func @uniform
// CHECK: linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "parallel"]
// CHECK: linalg.index 0
// CHECK: arith.constant -7046029254386353131 : i64
// CHECK: arith.shrui
func.func @uniform() -> tensor<*xf32> {
  %y = onnx.node "RandomUniform"() {shape = array<i64: 2, 3>, seed = 1.0 : f32} opset 22 : () -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: func @bernoulli
// CHECK: arith.cmpf olt
// CHECK: arith.uitofp %{{.*}} : i1 to f64
func.func @bernoulli(%p: tensor<4xf32>) -> tensor<*xf64> {
  %y = onnx.node "Bernoulli"(%p) {dtype = 11 : i64} opset 15 : (tensor<4xf32>) -> tensor<*xf64>
  return %y : tensor<*xf64>
}

// -----

// At inference nothing is drawn.
// CHECK-LABEL: func @inference
// CHECK-NOT: linalg.generic
func.func @inference(%x: tensor<4xf32>) -> tensor<*xf32> {
  %ratio = arith.constant dense<0.5> : tensor<f32>
  %training = arith.constant dense<false> : tensor<i1>
  %y = onnx.node "Dropout"(%x, %ratio, %training) {} opset 13 : (tensor<4xf32>, tensor<f32>, tensor<i1>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
