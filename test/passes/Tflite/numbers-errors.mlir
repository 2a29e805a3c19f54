// RUN: not sinter-opt %s --convert-tflite 2>&1 | FileCheck %s --implicit-check-not=error:

!p = !quant.uniform<i8:f32, 0.5:3>
!big = !quant.uniform<i8:f32, 1.5:3>
!tiny = !quant.uniform<i8:f32, 1.0e-9:3>
!log = !quant.uniform<i8:f32, 0.0625:127>
func.func @main(%x: tensor<4xf32>, %k: tensor<i32>, %p: tensor<4x!p>, %big: tensor<4x!big>,
                %tiny: tensor<4x!tiny>) -> tensor<4xf32> {
  // CHECK: error: {{.*}}node 'a' (LESS, version 1): input 1 has a scale that is not less than 1
  %a = tflite.node "LESS"(%p, %big) {} version 1 : (tensor<4x!p>, tensor<4x!big>) -> tensor<4xi1> loc("a")
  // CHECK: error: {{.*}}node 'b' (SIN, version 1): element types i8 (quantized) -> i8 (quantized) are not supported
  %b = tflite.node "SIN"(%p) {} version 1 : (tensor<4x!p>) -> tensor<4x!p> loc("b")
  // CHECK: error: {{.*}}node 'c' (TOPK_V2, version 1): 7 elements are wanted of a tensor of shape 4
  %seven = tflite.constant dense<7> : tensor<i32>
  %c:2 = tflite.node "TOPK_V2"(%x, %seven) {} version 1
     : (tensor<4xf32>, tensor<i32>) -> (tensor<7xf32>, tensor<7xi32>) loc("c")
  // CHECK: error: {{.*}}node 'd' (ARG_MAX, version 1): the axis is computed at run time
  %d = tflite.node "ARG_MAX"(%x, %k) {} version 1 : (tensor<4xf32>, tensor<i32>) -> tensor<i32> loc("d")
  // CHECK: error: {{.*}}node 'e' (DIV, version 1): element types f32, i8 (quantized) -> f32 are not supported
  %e = tflite.node "DIV"(%x, %p) {} version 1 : (tensor<4xf32>, tensor<4x!p>) -> tensor<4xf32> loc("e")
  // CHECK: error: {{.*}}node 'f' (RESIZE_BILINEAR, version 1): a tensor of rank 4 and a new height and width are needed
  %size = tflite.constant dense<4> : tensor<2xi32>
  %f = tflite.node "RESIZE_BILINEAR"(%x, %size) {} version 1 : (tensor<4xf32>, tensor<2xi32>) -> tensor<4xf32> loc("f")
  // CHECK: error: {{.*}}node 'g' (RANGE, version 1): the bounds must be constant and the step not zero
  %g = tflite.node "RANGE"(%k, %k, %k) {} version 1 : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32> loc("g")
  // CHECK: error: {{.*}}node 'h' (LOG_SOFTMAX, version 1): output must have the highest integer as zero point and scale 1 / 16
  %h = tflite.node "LOG_SOFTMAX"(%p) {} version 1 : (tensor<4x!p>) -> tensor<4x!p> loc("h")
  // CHECK: error: {{.*}}node 'i' (L2_NORMALIZATION, version 1): output must have zero point 0 and scale 1 / 128
  %i = tflite.node "L2_NORMALIZATION"(%p) {} version 1 : (tensor<4x!p>) -> tensor<4x!p> loc("i")
  // CHECK: error: {{.*}}node 'j' (LOG_SOFTMAX, version 1): the input's scale is too small to tell results apart
  %j = tflite.node "LOG_SOFTMAX"(%tiny) {} version 1 : (tensor<4x!tiny>) -> tensor<4x!log> loc("j")
  return %x : tensor<4xf32>
}
