// Inputs and outputs keep their order, and each its type, when there are many.

// RUN: sinter-compile %s -o %t.sinter
// RUN: sinter-run %t.sinter --input=f32=1 '--input=2xf32=[2 3]' --input=i32=4 '--input=2xi32=[5 6]' '--input=1x2xf32=[[7 8]]' | FileCheck --match-full-lines %s
// CHECK: output0=1x2xf32={{\[\[}}7 8]]
// CHECK-NEXT: output1=2xi32=[5 6]
// CHECK-NEXT: output2=i32=4
// CHECK-NEXT: output3=2xf32=[2 3]
// CHECK-NEXT: output4=f32=1

func.func @reverse(%a: tensor<f32>, %b: tensor<2xf32>, %c: tensor<i32>, %d: tensor<2xi32>,
                   %e: tensor<1x2xf32>)
    -> (tensor<1x2xf32>, tensor<2xi32>, tensor<i32>, tensor<2xf32>, tensor<f32>) {
  return %e, %d, %c, %b, %a
      : tensor<1x2xf32>, tensor<2xi32>, tensor<i32>, tensor<2xf32>, tensor<f32>
}
