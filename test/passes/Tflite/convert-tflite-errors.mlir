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

// Types are named as users know them; what helps is said once.
// CHECK-DAG: error: {{.*}}node 'a' (NEG, version 1): element types bool -> bool are not supported
// CHECK-DAG: error: {{.*}}node 'b' (SIN, version 1): element types u8 -> f32 are not supported
// CHECK-DAG: error: {{.*}}node 'c' (GELU, version 1): operator is not supported
// CHECK-DAG: note: {{.*}}docs/tflite-support.md lists what is
// CHECK-DAG: error: {{.*}}node 'd' (WHERE, version 1): operator is not supported
// CHECK-NOT: note:
func.func @main(%x: tensor<2xi1>, %y: tensor<2xui8>, %z: tensor<2xf32>) -> tensor<2xf32> {
  %a = tflite.node "NEG"(%x) {} version 1 : (tensor<2xi1>) -> tensor<2xi1> loc("a")
  %b = tflite.node "SIN"(%y) {} version 1 : (tensor<2xui8>) -> tensor<2xf32> loc("b")
  %c = tflite.node "GELU"(%z) {} version 1 : (tensor<2xf32>) -> tensor<2xf32> loc("c")
  %d = tflite.node "WHERE"(%x) {} version 1 : (tensor<2xi1>) -> tensor<2x1xi64> loc("d")
  return %z : tensor<2xf32>
}

// -----

// A shape that the model declares must be the one that follows; open dims may be anything.
func.func @main(%x: tensor<2x6xf32>) -> tensor<*xf32> {
  // CHECK: error: {{.*}}node 'a' (NEG, version 1): output 0 is declared with shape 6x2, but has 2x6
  %a = tflite.node "NEG"(%x) {} version 1 : (tensor<2x6xf32>) -> tensor<6x2xf32> loc("a")
  %b = tflite.node "NEG"(%x) {} version 1 : (tensor<2x6xf32>) -> tensor<?x6xf32> loc("b")
  %c = tflite.node "NEG"(%b) {} version 1 : (tensor<?x6xf32>) -> tensor<*xf32> loc("c")
  return %c : tensor<*xf32>
}

// -----

func.func @main(%x: tensor<2x6xf32>) -> tensor<2x6xf32> {
  // CHECK: error: {{.*}}tensor 'w' is sparse, which is not supported; store it dense
  %w = tflite.unsupported "is sparse, which is not supported; store it dense" : tensor<2x6xf32> loc("w")
  %y = tflite.node "RESHAPE"(%w) {new_shape = array<i32: 2, 6>} version 1
     : (tensor<2x6xf32>) -> tensor<2x6xf32> loc("y")
  return %y : tensor<2x6xf32>
}
