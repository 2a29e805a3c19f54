// A quarter of each sum, in steps of the result: rounded twice (to halves first, ties up, then
// ties away from zero), or once, ties to even. Bounds hold either way, and a factor per filter.

// RUN: sinter-compile %s -o %t.twice.sinter
// RUN: sinter-run %t.twice.sinter --input=1x1x10x1xi8=0,1,2,5,6,10,-1,-5,-6,-10 \
// RUN:   | FileCheck %s --match-full-lines --check-prefix=TWICE
// RUN: sinter-compile %s -o %t.once.sinter --tflite-rounding=once
// RUN: sinter-run %t.once.sinter --input=1x1x10x1xi8=0,1,2,5,6,10,-1,-5,-6,-10 \
// RUN:   | FileCheck %s --match-full-lines --check-prefix=ONCE
// RUN: sinter-run %t.once.sinter --input=1x1x10x1xi8=0,1,2,5,6,10,-1,-5,-6,-10 \
// RUN:   --device=local-task --threads=2 | FileCheck %s --match-full-lines --check-prefix=ONCE
// RUN: not sinter-compile %s -o %t.sinter --tflite-rounding=thrice 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BAD
// BAD: error: {{.*}}unknown value 'thrice'; expected one of twice, once

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32:0, {0.25, 64.0}>
!y = !quant.uniform<i8:f32, 1.0:1>
!v = !quant.uniform<i8:f32, 0.25>
!z = !quant.uniform<i8:f32, 1.0:-2>

// The zero point 1 is added; the second filter's results leave the range, of which nothing below
// the zero point is left by RELU.
// TWICE: output0=1x1x10x2xi8={{.*}}[1 1][2 65][2 127][3 127][3 127][4 127][1 1][1 1][1 1][1 1]{{.*}}
// ONCE: output0=1x1x10x2xi8={{.*}}[1 1][1 65][1 127][2 127][3 127][3 127][1 1][1 1][1 1][1 1]{{.*}}
func.func @main(%x: tensor<1x1x10x1x!x>) -> (tensor<1x1x10x2x!y>, tensor<10x1x!z>) {
  %none = tflite.none
  %w = tflite.constant dense<1> : tensor<2x1x1x1xi8> as tensor<2x1x1x1x!w>
  %y = tflite.node "CONV_2D"(%x, %w, %none) {padding = "SAME", stride_h = 1 : i32,
      stride_w = 1 : i32, fused_activation_function = "RELU"} version 3
     : (tensor<1x1x10x1x!x>, tensor<2x1x1x1x!w>, none) -> tensor<1x1x10x2x!y>

  // TWICE: output1=10x1xi8={{\[\[}}-2][-1][-1][0][0][1][-2][-3][-4][-5]]
  // ONCE: output1=10x1xi8={{\[\[}}-2][-2][-2][-1][0][0][-2][-3][-4][-4]]
  %shape = tflite.constant dense<[10, 1]> : tensor<2xi32>
  %rows = tflite.node "RESHAPE"(%x, %shape) {} version 1
     : (tensor<1x1x10x1x!x>, tensor<2xi32>) -> tensor<10x1x!x>
  %v = tflite.constant dense<1> : tensor<1x1xi8> as tensor<1x1x!v>
  %z = tflite.node "FULLY_CONNECTED"(%rows, %v, %none) {} version 3
     : (tensor<10x1x!x>, tensor<1x1x!v>, none) -> tensor<10x1x!z>
  return %y, %z : tensor<1x1x10x2x!y>, tensor<10x1x!z>
}
