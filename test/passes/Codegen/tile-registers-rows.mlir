// RUN: sinter-opt --tile-registers %s | FileCheck %s

#row_column = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
#column = affine_map<(r, c) -> (c)>
#scores = affine_map<(h, m, n, d) -> (h, m, n)>
#query = affine_map<(h, m, n, d) -> (h, m, d)>
#key = affine_map<(h, m, n, d) -> (h, d, n)>
#all = affine_map<(h, m, n) -> (h, m, n)>
#most = affine_map<(h, m, n) -> (h, m)>

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 16, hasFma = true>} {
// Each row needs its own maximum only: one loop over blocks of rows runs both
// operations, and workgroups share its blocks.
// CHECK-LABEL: func.func private @subtract_maximum
// CHECK-SAME:    exec.strategy = "row-reduction 1 /32; elementwise 1x32"
// CHECK-SAME:    exec.workgroups = {{([2-9]|[1-9][0-9]+)}} : i64
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         arith.muli %[[ID]]
// CHECK:         scf.for %[[BLOCK:.*]] =
// CHECK:           arith.muli %[[BLOCK]]
// CHECK:           arith.maximumf
// CHECK:           arith.subf
// CHECK:         return
func.func private @subtract_maximum(%a: memref<256x512xf32>, %max: memref<256xf32>,
                                    %out: memref<256x512xf32>) attributes {flow.root = "reduce"} {
  %lowest = arith.constant 0xFF800000 : f32
  linalg.fill ins(%lowest : f32) outs(%max : memref<256xf32>)
  linalg.generic {indexing_maps = [#row_column, #row], iterator_types = ["parallel", "reduction"]}
      ins(%a : memref<256x512xf32>) outs(%max : memref<256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %z = arith.maximumf %x, %y : f32
    linalg.yield %z : f32
  }
  linalg.generic {indexing_maps = [#row_column, #row, #row_column],
                  iterator_types = ["parallel", "parallel"]}
      ins(%a, %max : memref<256x512xf32>, memref<256xf32>) outs(%out : memref<256x512xf32>) {
  ^bb0(%x: f32, %m: f32, %y: f32):
    %z = arith.subf %x, %m : f32
    linalg.yield %z : f32
  }
  return
}

// Windows and the product of their results: a row of pixels is written to memory that is
// used again for the next one, and multiplied at once.
// CHECK-LABEL: func.func private @separable
// CHECK-SAME:    exec.strategy = "depthwise 4x8; matmul 6x16"
// CHECK-SAME:    exec.workgroups = 28 : i64
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         scf.for %[[ROW:.*]] =
// CHECK:           arith.muli %[[ID]]
// CHECK-COUNT-2:   scf.for
// CHECK:         return
func.func private @separable(%x: memref<1x30x30x64xf32>, %d: memref<3x3x64xf32>, %w: memref<1x1x64x64xf32>,
                             %out: memref<1x28x28x64xf32>, %scratch: memref<200704xi8>) attributes {flow.root = "separable"} {
  %zero = arith.constant 0.0 : f32
  %begin = arith.constant 0 : index
  %a = memref.view %scratch[%begin][] : memref<200704xi8> to memref<1x28x28x64xf32>
  linalg.fill ins(%zero : f32) outs(%a : memref<1x28x28x64xf32>)
  linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %d : memref<1x30x30x64xf32>, memref<3x3x64xf32>) outs(%a : memref<1x28x28x64xf32>)
  linalg.fill ins(%zero : f32) outs(%out : memref<1x28x28x64xf32>)
  linalg.conv_2d_nhwc_hwcf ins(%a, %w : memref<1x28x28x64xf32>, memref<1x1x64x64xf32>) outs(%out : memref<1x28x28x64xf32>)
  return
}

// The mean of all rows is needed before any row can go on: no common loop over
// rows, but one over blocks of columns.
// CHECK-LABEL: func.func private @subtract_column_sum
// CHECK-SAME:    exec.workgroups = 4 : i64
// CHECK:         scf.for
// CHECK:           scf.for {{.*}} iter_args
// CHECK:           arith.subf
func.func private @subtract_column_sum(%a: memref<256x256xf32>, %sum: memref<256xf32>,
                                       %out: memref<256x256xf32>) attributes {flow.root = "reduce"} {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%sum : memref<256xf32>)
  linalg.generic {indexing_maps = [#row_column, #column], iterator_types = ["reduction", "parallel"]}
      ins(%a : memref<256x256xf32>) outs(%sum : memref<256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %z = arith.addf %x, %y : f32
    linalg.yield %z : f32
  }
  linalg.generic {indexing_maps = [#row_column, #column, #row_column],
                  iterator_types = ["parallel", "parallel"]}
      ins(%a, %sum : memref<256x256xf32>, memref<256xf32>) outs(%out : memref<256x256xf32>) {
  ^bb0(%x: f32, %m: f32, %y: f32):
    %z = arith.subf %x, %m : f32
    linalg.yield %z : f32
  }
  return
}

// By heads, and within a head by blocks of rows; workgroups share both. The scores of
// all blocks use the memory of the first ones: addresses follow from the workgroup.
// CHECK-LABEL: func.func private @scores
// CHECK-SAME:    %[[SCRATCH:[a-z0-9]+]]: memref<262144xi8>
// CHECK-SAME:    exec.strategy = "matmul 6x16; row-reduction 4 /16; elementwise 1x32"
// CHECK:         %[[ID:.*]] = exec.workgroup_id
// CHECK:         scf.for
// CHECK:           %[[SLOT:.*]] = arith.divui %[[ID]]
// CHECK:           arith.muli %[[SLOT]]
func.func private @scores(%q: memref<4x128x32xf32>, %k: memref<4x32x128xf32>,
                          %out: memref<4x128x128xf32>, %max: memref<4x128xf32>,
                          %scratch: memref<262144xi8>) attributes {flow.root = "attention"} {
  %zero = arith.constant 0.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %c0 = arith.constant 0 : index
  %s = memref.view %scratch[%c0][] : memref<262144xi8> to memref<4x128x128xf32>
  linalg.fill ins(%zero : f32) outs(%s : memref<4x128x128xf32>)
  linalg.generic {indexing_maps = [#query, #key, #scores],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : memref<4x128x32xf32>, memref<4x32x128xf32>) outs(%s : memref<4x128x128xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %z = arith.addf %o, %m : f32
    linalg.yield %z : f32
  }
  linalg.fill ins(%lowest : f32) outs(%max : memref<4x128xf32>)
  linalg.generic {indexing_maps = [#all, #most], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%s : memref<4x128x128xf32>) outs(%max : memref<4x128xf32>) {
  ^bb0(%x: f32, %y: f32):
    %z = arith.maximumf %x, %y : f32
    linalg.yield %z : f32
  }
  linalg.generic {indexing_maps = [#all, #most, #all],
                  iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s, %max : memref<4x128x128xf32>, memref<4x128xf32>) outs(%out : memref<4x128x128xf32>) {
  ^bb0(%x: f32, %m: f32, %y: f32):
    %z = arith.subf %x, %m : f32
    linalg.yield %z : f32
  }
  return
}
}
