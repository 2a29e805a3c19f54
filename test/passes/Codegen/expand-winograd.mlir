// RUN: sinter-opt --expand-winograd %s | FileCheck %s

// 5x4 results in tiles of 2x2, in blocks of one tile row that two workgroups share. The
// last block has results of one row only; the bias is added where results are
// computed; the first workgroup fills the border.

// CHECK-DAG: #[[PIXEL:.*]] = affine_map<(d0, d1, d2) -> (0, d0 * 2 + 2, d1 * 2 + 3, d2)>
// CHECK-DAG: #[[PLANE:.*]] = affine_map<(d0, d1, d2) -> (15, d0, d1, d2)>
// CHECK-DAG: #[[WEIGHTS:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2 floordiv 8, d3, d2 mod 8)>
// CHECK-LABEL: func private @conv
// CHECK-SAME:    exec.workgroups = 2
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         %[[FIRST:.*]] = arith.cmpi eq, %[[ID]]
// CHECK:         scf.if %[[FIRST]] {
// CHECK-NEXT:      linalg.fill
// CHECK:         scf.for
// CHECK:           scf.if
// CHECK:             linalg.generic {{.*}} {exec.part = "winograd-f2-pixels"}
// CHECK:             linalg.generic {{.*}} {exec.part = "winograd-f2-matmul"}
// CHECK:             linalg.generic {{.*}}outs(%{{[^,]*}}, %{{[^,]*}} : {{.*}} {exec.part = "winograd-f2-results"}
// CHECK:           } else {
// CHECK:             memref.subview %arg0[%{{.*}}, %{{.*}}, 0, 0] [1, 4, 6, 8]
// CHECK:             linalg.generic {{.*}}#[[PIXEL]]{{.*}}#[[PLANE]]]{{.*}} {exec.part = "winograd-f2-pixels"}
// CHECK:             linalg.generic {{.*}}#[[WEIGHTS]]{{.*}} {exec.part = "winograd-f2-matmul"}
// CHECK:             linalg.generic {{.*}}outs(%{{[^,]*}}, %{{[^,]*}}, %{{[^,]*}}, %{{[^,]*}} : {{.*}} {exec.part = "winograd-f2-results"}
// CHECK-NOT:     exec.winograd_conv
func.func private @conv(%x: memref<1x7x6x8xf32>, %w: memref<16x1x8x8xf32>, %bias: memref<8xf32>,
                        %y: memref<1x6x4x8xf32>, %v: memref<2x16x2x8xf32>, %p: memref<2x16x2x8xf32>)
    attributes {flow.root = "conv"} {
  %zero = arith.constant 0.0 : f32
  %border = memref.subview %y[0, 5, 0, 0] [1, 1, 4, 8] [1, 1, 1, 1]
      : memref<1x6x4x8xf32> to memref<1x1x4x8xf32, strided<[192, 32, 8, 1], offset: 160>>
  linalg.fill ins(%zero : f32) outs(%border : memref<1x1x4x8xf32, strided<[192, 32, 8, 1], offset: 160>>)
  %inner = memref.subview %y[0, 0, 0, 0] [1, 5, 4, 8] [1, 1, 1, 1]
      : memref<1x6x4x8xf32> to memref<1x5x4x8xf32, strided<[192, 32, 8, 1]>>
  exec.winograd_conv tile 2 rows 1 ins(%x, %w : memref<1x7x6x8xf32>, memref<16x1x8x8xf32>)
      outs(%inner, %v, %p : memref<1x5x4x8xf32, strided<[192, 32, 8, 1]>>, memref<2x16x2x8xf32>, memref<2x16x2x8xf32>)
  linalg.generic {indexing_maps = [affine_map<(n, h, w, c) -> (c)>, affine_map<(n, h, w, c) -> (n, h, w, c)>],
                  iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%bias : memref<8xf32>) outs(%inner : memref<1x5x4x8xf32, strided<[192, 32, 8, 1]>>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %out, %in : f32
    linalg.yield %sum : f32
  }
  return
}
