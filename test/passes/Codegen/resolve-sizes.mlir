// RUN: sinter-opt --resolve-sizes %s | FileCheck %s
// Sizes are computed from the dims of the call, the function's last argument; a loop that has no
// vector form has bounds and addresses of the call.

#map = affine_map<(d0, d1) -> (d0, d1)>
module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64},
                                {max = 0 : i64, min = 1 : i64, name = "length", witness = 39227 : i64}]} {
  // CHECK-LABEL: func @size
  // CHECK-SAME: %[[DIMS:.*]]: memref<2xi64>) -> index
  // CHECK-SAME: exec.reads_dims
  // CHECK: memref.load %[[DIMS]]
  // CHECK: %[[BATCH:.*]] = arith.index_cast
  // CHECK: %[[LENGTH:.*]] = arith.index_cast
  // CHECK: %[[MORE:.*]] = arith.addi %[[LENGTH]], %c1
  // CHECK: %[[BOTH:.*]] = arith.muli %[[BATCH]], %[[MORE]]
  // CHECK: %[[SIZE:.*]] = arith.muli %[[BOTH]], %c3
  // CHECK: return %[[SIZE]]
  func.func @size() -> index attributes {flow.root = "elementwise"} {
    %s = exec.size 5710380732
    return %s : index
  }

  // CHECK-LABEL: func @rest
  // CHECK: scf.for %[[ROW:.*]] = %c0{{.*}} to %[[N:.*]] step
  // CHECK: scf.for %[[COLUMN:.*]] = %c0{{.*}} to %[[M:.*]] step
  // CHECK: %[[I:.*]] = affine.apply {{.*}}(%[[ROW]])
  // CHECK: %[[J:.*]] = affine.apply {{.*}}(%[[COLUMN]])
  // CHECK: %[[AT:.*]] = arith.muli %[[I]], %[[M]]
  // CHECK: arith.addi %[[AT]], %[[J]]
  func.func @rest(%x: memref<48523x39227xf32>, %y: memref<48523x39227xf32>) attributes {flow.root = "elementwise"} {
    linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%x : memref<48523x39227xf32>) outs(%y : memref<48523x39227xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    }
    return
  }

  // What has no open size stays as it is.
  // CHECK-LABEL: func @plain
  // CHECK-SAME: (%{{.*}}: memref<4xf32>) attributes {flow.root = "elementwise"}
  func.func @plain(%x: memref<4xf32>) attributes {flow.root = "elementwise"} {
    return
  }
}
