// Concatenations of computed tensors are free: each operand is computed where it belongs,
// also inside of a concatenation of concatenations, and read from there. Those whose
// operands lie elsewhere (inputs, repeated operands, reshaped ones) are copied.

// RUN: sinter-compile %s -o %t.sinter --report-json=%t.json
// RUN: FileCheck --check-prefix=REPORT %s < %t.json
// REPORT-COUNT-1: "root": "concat"
// REPORT-NOT: "root": "concat"
// RUN: sinter-run %t.sinter --input=2x2xf32=1,2,3,4 | FileCheck --match-full-lines %s
// CHECK:      output0=4x4xf32={{\[\[}}2 4 1 4][6 8 9 16][5 8 2 4][13 16 6 8]]
// CHECK-NEXT: output1=2x4xf32={{\[\[}}1 2 1 2][3 4 3 4]]
// RUN: sinter-run %t.sinter --device=local-task --threads=3 --input=2x2xf32=1,2,3,4 \
// RUN:   | FileCheck --match-full-lines %s

func.func @main(%x: tensor<2x2xf32>) -> (tensor<4x4xf32>, tensor<2x4xf32>) {
  %empty = tensor.empty() : tensor<2x2xf32>
  %double = linalg.add ins(%x, %x : tensor<2x2xf32>, tensor<2x2xf32>)
                       outs(%empty : tensor<2x2xf32>) -> tensor<2x2xf32>
  %square = linalg.mul ins(%x, %x : tensor<2x2xf32>, tensor<2x2xf32>)
                       outs(%empty : tensor<2x2xf32>) -> tensor<2x2xf32>
  %top = tensor.concat dim(1) %double, %square
      : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  %one = arith.constant dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<2x2xf32>) -> tensor<2x2xf32>
  %m = arith.constant dense<[[1.5, 0.0], [0.5, 2.0]]> : tensor<2x2xf32>
  %product = linalg.matmul ins(%double, %m : tensor<2x2xf32>, tensor<2x2xf32>)
                           outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %again = linalg.matmul ins(%double, %one : tensor<2x2xf32>, tensor<2x2xf32>)
                         outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %bottom = tensor.concat dim(1) %product, %again
      : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  %all = tensor.concat dim(0) %top, %bottom
      : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  %copied = tensor.concat dim(1) %x, %x : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  return %all, %copied : tensor<4x4xf32>, tensor<2x4xf32>
}
