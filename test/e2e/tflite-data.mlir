// Operators of TFLite that TFLite Micro has no kernels for, and parts whose place is
// computed at run time.

// RUN: sinter-compile %s -o %t.sinter
// RUN: sinter-run %t.sinter --input=2x5xf32=3,1,3,-2,0.5,7,9,-1,9,8 --input=2xi32=1,9 \
// RUN:   --input=4xi32=-7,7,6,0 --input=4xi32=2,-2,3,5 | FileCheck --match-full-lines %s
// RUN: sinter-run %t.sinter --input=2x5xf32=3,1,3,-2,0.5,7,9,-1,9,8 --input=2xi32=1,9 \
// RUN:   --input=4xi32=-7,7,6,0 --input=4xi32=2,-2,3,5 --device=local-task --threads=2 \
// RUN:   | FileCheck --match-full-lines %s

func.func @main(%x: tensor<2x5xf32>, %at: tensor<2xi32>, %a: tensor<4xi32>, %b: tensor<4xi32>)
    -> (tensor<2x3xf32>, tensor<2x3xi32>, tensor<4xi32>, tensor<4xi32>, tensor<2x5xf32>,
        tensor<1x2xf32>, tensor<2xf32>, tensor<4x2xi32>, tensor<8xi32>, tensor<1xi1>,
        tensor<2x5xf32>, tensor<1xi32>, tensor<1xi32>) {
  // Of equal elements the first comes first.
  // CHECK: output0=2x3xf32={{\[\[}}3 3 1][9 9 8]]
  // CHECK-NEXT: output1=2x3xi32={{\[\[}}0 2 1][1 3 4]]
  %three = tflite.constant dense<3> : tensor<i32>
  %top, %where = tflite.node "TOPK_V2"(%x, %three) {} version 1
     : (tensor<2x5xf32>, tensor<i32>) -> (tensor<2x3xf32>, tensor<2x3xi32>)

  // CHECK-NEXT: output2=4xi32=[-4 -4 2 0]
  // CHECK-NEXT: output3=4xi32=[1 -1 0 0]
  %quotient = tflite.node "FLOOR_DIV"(%a, %b) {} version 2
     : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %rest = tflite.node "FLOOR_MOD"(%a, %b) {} version 1
     : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>

  // CHECK-NEXT: output4=2x5xf32={{\[\[}}9 1 9 4 0.25][49 81 1 81 64]]
  %square = tflite.constant dense<2.0> : tensor<f32>
  %power = tflite.node "POW"(%x, %square) {} version 1
     : (tensor<2x5xf32>, tensor<f32>) -> tensor<2x5xf32>

  // From row 1, column 9 on: the part is moved inside.
  // CHECK-NEXT: output5=1x2xf32={{\[\[}}9 8]]
  %size = tflite.constant dense<[1, 2]> : tensor<2xi32>
  %part = tflite.node "SLICE"(%x, %at, %size) {} version 1
     : (tensor<2x5xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<1x2xf32>
  // Row 1, every other column from the first on.
  // CHECK-NEXT: output6=2xf32=[7 -1]
  %row = tflite.node "STRIDED_SLICE"(%x, %at, %at, %size)
     {shrink_axis_mask = 1 : i32, begin_mask = 2 : i32} version 1
     : (tensor<2x5xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<2xf32>

  // Updates of one place add up.
  // CHECK-NEXT: output7=4x2xi32={{\[\[}}0 0][-1 7][0 0][0 0]]
  %ones = tflite.constant dense<1> : tensor<2x1xi32>
  %shape = tflite.constant dense<[4, 2]> : tensor<2xi32>
  %pairs = tflite.node "RESHAPE"(%a) {new_shape = array<i32: 2, 2>} version 1
     : (tensor<4xi32>) -> tensor<2x2xi32>
  %sums = tflite.node "SCATTER_ND"(%ones, %pairs, %shape) {} version 1
     : (tensor<2x1xi32>, tensor<2x2xi32>, tensor<2xi32>) -> tensor<4x2xi32>

  // CHECK-NEXT: output8=8xi32=[-7 7 6 0 -7 7 6 0]
  %twice = tflite.constant dense<2> : tensor<1xi32>
  %tiled = tflite.node "TILE"(%a, %twice) {} version 1 : (tensor<4xi32>, tensor<1xi32>) -> tensor<8xi32>

  // CHECK-NEXT: output9=1xbool=[1]
  %zero = tflite.constant dense<0> : tensor<1xi32>
  %less = tflite.node "LESS"(%a, %b) {} version 1 : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  %any = tflite.node "REDUCE_ANY"(%less, %zero) {keep_dims = true} version 1
     : (tensor<4xi1>, tensor<1xi32>) -> tensor<1xi1>

  // The first version of SELECT takes a truth value per row.
  // CHECK-NEXT: output10=2x5xf32={{\[\[}}9 1 9 4 0.25][7 9 -1 9 8]]
  %one = tflite.constant dense<1> : tensor<i32>
  %is = tflite.node "LESS"(%one, %at) {} version 1 : (tensor<i32>, tensor<2xi32>) -> tensor<2xi1>
  %chosen = tflite.node "SELECT"(%is, %x, %power) {} version 1
     : (tensor<2xi1>, tensor<2x5xf32>, tensor<2x5xf32>) -> tensor<2x5xf32>

  // One of one row.
  // CHECK-NEXT: output11=1xi32=[7]
  // CHECK-NEXT: output12=1xi32=[1]
  %best, %there = tflite.node "TOPK_V2"(%a, %one) {} version 1
     : (tensor<4xi32>, tensor<i32>) -> (tensor<1xi32>, tensor<1xi32>)
  return %top, %where, %quotient, %rest, %power, %part, %row, %sums, %tiled, %any, %chosen, %best, %there
    : tensor<2x3xf32>, tensor<2x3xi32>, tensor<4xi32>, tensor<4xi32>, tensor<2x5xf32>,
      tensor<1x2xf32>, tensor<2xf32>, tensor<4x2xi32>, tensor<8xi32>, tensor<1xi1>, tensor<2x5xf32>,
      tensor<1xi32>, tensor<1xi32>
}
