// RUN: not sinter-opt %s --convert-tflite --split-input-file 2>&1 | FileCheck %s --implicit-check-not=error:

// Each operator that cannot be converted is named once, those that depend on it are not.
func.func @main(%x: tensor<2x6xf32>) -> tensor<12xf32> {
  // CHECK: error: {{.*}}node 'a' (CUSTOM:Magic, version 1): operator is not supported
  %a = tflite.node "CUSTOM:Magic"(%x) {} version 1 : (tensor<2x6xf32>) -> tensor<2x6xf32> loc("a")
  %b = tflite.node "RESHAPE"(%a) {new_shape = array<i32: 12>} version 1
     : (tensor<2x6xf32>) -> tensor<12xf32> loc("b")
  // CHECK: error: {{.*}}node 'c' (RESHAPE, version 2): input of shape 2x6 has no shape 5x2
  %c = tflite.node "RESHAPE"(%x) {new_shape = array<i32: 5, 2>} version 2
     : (tensor<2x6xf32>) -> tensor<5x2xf32> loc("c")
  // CHECK: error: {{.*}}node 'd' (RESHAPE, version 1): the new shape is missing
  %d = tflite.node "RESHAPE"(%x) {} version 1 : (tensor<2x6xf32>) -> tensor<5x2xf32> loc("d")
  return %b : tensor<12xf32>
}

// -----

func.func @main(%x: tensor<2x6xf32>) -> tensor<2x6xf32> {
  // CHECK: error: {{.*}}tensor 'w' is sparse, which is not supported; store it dense
  %w = tflite.unsupported "is sparse, which is not supported; store it dense" : tensor<2x6xf32> loc("w")
  %y = tflite.node "RESHAPE"(%w) {new_shape = array<i32: 2, 6>} version 1
     : (tensor<2x6xf32>) -> tensor<2x6xf32> loc("y")
  return %y : tensor<2x6xf32>
}
