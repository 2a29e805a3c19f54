// RUN: sinter-opt --split-input-file --wrap-scalars --export-functions %s | FileCheck %s

// CHECK: exec.export "main" inputs ["image" : tensor<4xui8>, "input1" : tensor<f32>] outputs ["label" : tensor<i32>]
// CHECK: func.func @main(%{{.*}}: tensor<4xi8> {{.*}}, %{{.*}}: tensor<f32>) -> (tensor<i32>
func.func @main(%x: tensor<4xi8> {exec.name = "image", exec.unsigned}, %s: f32) -> (i32 {exec.name = "label"}) {
  %0 = arith.fptosi %s : f32 to i32
  // CHECK: tensor.from_elements
  return %0 : i32
}
// CHECK: func.func private @helper(%{{.*}}: f32)
func.func private @helper(%s: f32) {
  return
}
