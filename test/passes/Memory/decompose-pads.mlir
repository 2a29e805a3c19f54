// RUN: sinter-opt --split-input-file --decompose-pads %s | FileCheck %s

// Slabs never overlap: rows first, then columns of the rows that are left.
// CHECK-LABEL: func @pad
func.func @pad(%x: tensor<4x5xf32>) -> tensor<7x8xf32> attributes {flow.root = "pad"} {
  // CHECK: %[[E:.*]] = tensor.empty() : tensor<7x8xf32>
  // CHECK: tensor.insert_slice %{{.*}} into %[[E]][0, 0] [1, 8] [1, 1]
  // CHECK: tensor.insert_slice %{{.*}}[5, 0] [2, 8] [1, 1]
  // CHECK: tensor.insert_slice %{{.*}}[1, 0] [4, 3] [1, 1]
  // CHECK: tensor.insert_slice %arg0 into %{{.*}}[1, 3] [4, 5] [1, 1]
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %x low[1, 3] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x5xf32> to tensor<7x8xf32>
  return %0 : tensor<7x8xf32>
}

// -----

// CHECK-LABEL: func @concat
func.func @concat(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) -> tensor<2x7xf32>
    attributes {flow.root = "concat"} {
  // CHECK: tensor.insert_slice %arg0 into %{{.*}}[0, 0] [2, 3] [1, 1]
  // CHECK: tensor.insert_slice %arg1 into %{{.*}}[0, 3] [2, 4] [1, 1]
  %0 = tensor.concat dim(1) %x, %y : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
  return %0 : tensor<2x7xf32>
}
