// Results that are equal are each written: an input twice, one sum twice, one constant twice.

// RUN: sinter-compile %s -o %t.sinter
// RUN: sinter-run %t.sinter --input=2xf32=3 | FileCheck --match-full-lines %s
// CHECK:      output0=2xf32=[3 3]
// CHECK-NEXT: output1=2xf32=[3 3]
// CHECK-NEXT: output2=2xf32=[6 6]
// CHECK-NEXT: output3=1x2xf32={{\[\[}}6 6]]
// CHECK-NEXT: output4=2xf32=[6 6]
// CHECK-NEXT: output5=2xf32=[1 2]
// CHECK-NEXT: output6=2xf32=[1 2]

func.func @main(%x: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>,
        tensor<2xf32>) {
  %sum = arith.addf %x, %x : tensor<2xf32>
  %view = tensor.expand_shape %sum [[0, 1]] output_shape [1, 2] : tensor<2xf32> into tensor<1x2xf32>
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %x, %x, %sum, %view, %sum, %c, %c
      : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>,
        tensor<2xf32>
}
