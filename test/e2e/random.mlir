// Random numbers have their distribution, and are the same in each run.

// RUN: rm -rf %t && mkdir %t
// RUN: sinter-compile %s -o %t/random.sinter
// RUN: sinter-run %t/random.sinter --function=uniform --output=@%t/uniform.npy
// RUN: sinter-run %t/random.sinter --function=uniform --expected-output=@%t/uniform.npy --rtol=0 --atol=0 --device=local-task --threads=2
// RUN: sinter-run %t/random.sinter --function=other --output=@%t/other.npy
// RUN: sinter-run %t/random.sinter --function=normal --output=@%t/normal.npy
// RUN: sinter-run %t/random.sinter --function=bernoulli --output=@%t/bernoulli.npy
// RUN: sinter-run %t/random.sinter --function=dropout --output=@%t/dropout.npy
// RUN: sinter-run %t/random.sinter --function=multinomial --output=@%t/multinomial.npy
// RUN: %python %S/Inputs/check_random.py %t | FileCheck %s
// CHECK: {{^}}0 failed

func.func @uniform() -> tensor<256x256xf32> {
  %y = onnx.node "RandomUniform"() {shape = array<i64: 256, 256>, low = -1.0 : f32, high = 3.0 : f32, seed = 1.0 : f32} opset 22 : () -> tensor<256x256xf32>
  return %y : tensor<256x256xf32>
}

func.func @other() -> tensor<256x256xf32> {
  %y = onnx.node "RandomUniform"() {shape = array<i64: 256, 256>, seed = 2.0 : f32} opset 22 : () -> tensor<256x256xf32>
  return %y : tensor<256x256xf32>
}

func.func @normal() -> tensor<256x256xf32> {
  %y = onnx.node "RandomNormal"() {shape = array<i64: 256, 256>, mean = 5.0 : f32, scale = 2.0 : f32} opset 22 : () -> tensor<256x256xf32>
  return %y : tensor<256x256xf32>
}

func.func @bernoulli() -> tensor<256x256xf32> {
  %p = arith.constant dense<0.25> : tensor<256x256xf32>
  %y = onnx.node "Bernoulli"(%p) {} opset 22 : (tensor<256x256xf32>) -> tensor<256x256xf32>
  return %y : tensor<256x256xf32>
}

func.func @dropout() -> tensor<256x256xf32> {
  %x = arith.constant dense<1.0> : tensor<256x256xf32>
  %ratio = arith.constant dense<0.25> : tensor<f32>
  %training = arith.constant dense<true> : tensor<i1>
  %y = onnx.node "Dropout"(%x, %ratio, %training) {seed = 7 : i64} opset 22 : (tensor<256x256xf32>, tensor<f32>, tensor<i1>) -> tensor<256x256xf32>
  return %y : tensor<256x256xf32>
}

func.func @multinomial() -> tensor<1x65536xi32> {
  %x = arith.constant dense<[[-0.6931472, -1.2039728, -1.6094379]]> : tensor<1x3xf32>
  %y = onnx.node "Multinomial"(%x) {sample_size = 65536 : i64} opset 22 : (tensor<1x3xf32>) -> tensor<1x65536xi32>
  return %y : tensor<1x65536xi32>
}
