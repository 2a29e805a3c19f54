// RUN: sinter-opt --store-booleans-as-bytes %s | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// CHECK-LABEL: func @select
// CHECK-SAME:    %{{.*}}: tensor<4xi8>) -> (tensor<4xf32>, tensor<4xi8>)
func.func @select(%c: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xi1>) {
  // CHECK: arith.constant dense<[1, 0, 1, 0]> : tensor<4xi8>
  %k = arith.constant dense<[true, false, true, false]> : tensor<4xi1>
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %eb = tensor.empty() : tensor<4xi1>
  // CHECK: ^bb0(%[[IN:.*]]: i8,
  // CHECK:   %[[BIT:.*]] = arith.trunci %[[IN]] : i8 to i1
  // CHECK:   arith.select %[[BIT]]
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%c : tensor<4xi1>) outs(%e : tensor<4xf32>) {
  ^bb0(%bit: i1, %out: f32):
    %s = arith.select %bit, %one, %two : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  // CHECK: %[[AND:.*]] = arith.andi %{{.*}} : i1
  // CHECK: %[[BYTE:.*]] = arith.extui %[[AND]] : i1 to i8
  // CHECK: linalg.yield %[[BYTE]] : i8
  %b = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%c, %k : tensor<4xi1>, tensor<4xi1>) outs(%eb : tensor<4xi1>) {
  ^bb0(%p: i1, %q: i1, %out: i1):
    %s = arith.andi %p, %q : i1
    linalg.yield %s : i1
  } -> tensor<4xi1>
  return %r, %b : tensor<4xf32>, tensor<4xi1>
}

// Large constants hold a byte per boolean already.
// CHECK-LABEL: func @large
// CHECK: arith.constant dense_resource<large> : tensor<4xi8>
func.func @large() -> tensor<4xi1> {
  %k = arith.constant dense_resource<large> : tensor<4xi1>
  return %k : tensor<4xi1>
}

{-#
  dialect_resources: {
    builtin: {
      large: "0x0100000001000100"
    }
  }
#-}
