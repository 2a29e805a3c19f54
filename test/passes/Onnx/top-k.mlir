// RUN: sinter-opt --convert-onnx --split-input-file --verify-diagnostics %s | FileCheck %s

// One element after the other along an axis that is made the last one.
// CHECK-LABEL: func @smallest
// CHECK:       linalg.transpose {{.*}} permutation = [1, 0]
// CHECK:       scf.for %{{.*}} = %c0 to %c2
// CHECK:         arith.cmpf olt
// CHECK:       return %{{.*}}, %{{.*}} : tensor<2x5xf32>, tensor<2x5xi64>
func.func @smallest(%x: tensor<4x5xf32>) -> (tensor<*xf32>, tensor<*xi64>) {
  %k = arith.constant dense<2> : tensor<1xi64>
  %0:2 = onnx.node "TopK"(%x, %k) {axis = 0 : i64, largest = 0 : i64} opset 11 : (tensor<4x5xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
  return %0#0, %0#1 : tensor<*xf32>, tensor<*xi64>
}

// -----

func.func @too_many(%x: tensor<4x5xf32>) -> tensor<*xf32> {
  %k = arith.constant dense<6> : tensor<1xi64>
  // expected-error @+1 {{k is 6 for an axis of 5 elements}}
  %0:2 = onnx.node "TopK"(%x, %k) {} opset 11 : (tensor<4x5xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
  return %0#0 : tensor<*xf32>
}

// -----

// What is computed is a dim that data decide: no more than there are.
// CHECK-LABEL: func @computed
// CHECK-SAME:    bound = array<i64: 5>
// CHECK:       arith.minsi
// CHECK:       exec.set_dim 0
// CHECK:       return %{{.*}} : tensor<4x36587xf32>
func.func @computed(%x: tensor<4x5xf32>, %k: tensor<1xi64>) -> tensor<*xf32> {
  %0:2 = onnx.node "TopK"(%x, %k) {} opset 11 : (tensor<4x5xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
  return %0#0 : tensor<*xf32>
}
