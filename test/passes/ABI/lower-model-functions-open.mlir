// RUN: sinter-opt --lower-model-functions %s | FileCheck %s
// Dims that calls decide: `plan` checks and computes, `run` places buffers and passes the dims.

module attributes {exec.dims = [{max = 16 : i64, min = 2 : i64, name = "batch", witness = 48523 : i64}]} {
exec.export "main" inputs ["x" : tensor<48523x4xf32>, "m" : tensor<48523xf32>] outputs ["y" : tensor<48523x2xf32>]
  {plan.arena = [[array<i64: 388184>, array<i64>], [array<i64: 64>, array<i64: 0>]]}

func.func @main(%x: memref<48523x4xf32>, %m: memref<48523xf32>, %y: memref<48523x2xf32>, %constants: memref<0xi8>, %workspace: memref<388248xi8>, %state: memref<0xi8>) {
  %a = plan.slice %workspace[0] {plan.buffer = 0 : i64} : memref<388248xi8> to memref<48523x2xf32>
  %b = plan.slice %workspace[388184] {plan.buffer = 1 : i64} : memref<388248xi8> to memref<16xf32>
  exec.call @dispatch_0(%x, %m, %a, %b) nodes ["a"] writes [] : memref<48523x4xf32>, memref<48523xf32>, memref<48523x2xf32>, memref<16xf32>
  exec.call @dispatch_1(%a, %b, %y) nodes ["b"] writes [] : memref<48523x2xf32>, memref<16xf32>, memref<48523x2xf32>
  return
}
llvm.func @dispatch_0(!llvm.ptr, i32) attributes {exec.reads_dims}
llvm.func @dispatch_1(!llvm.ptr, i32)
}

// The batch is that of the first input; the second one's must be equal, and both within bounds.
// CHECK-LABEL: llvm.func hidden @main__plan
// CHECK: %[[BATCH:.*]] = llvm.load %arg0 : !llvm.ptr -> i64
// CHECK: llvm.load
// CHECK: %[[OTHER:.*]] = llvm.load %{{.*}} : !llvm.ptr -> i64
// CHECK: llvm.icmp "eq" %[[OTHER]], %[[BATCH]]
// CHECK: %[[LEAST:.*]] = llvm.mlir.constant(2 : i64)
// CHECK: llvm.icmp "sge" %[[BATCH]], %[[LEAST]]
// CHECK: %[[MOST:.*]] = llvm.mlir.constant(16 : i64)
// CHECK: llvm.icmp "sle" %[[BATCH]], %[[MOST]]
// CHECK: llvm.cond_br
// The first buffer takes 8 bytes per image, in whole lines.
// CHECK: %[[EIGHT:.*]] = llvm.mlir.constant(8 : i64)
// CHECK: %[[BYTES:.*]] = llvm.mul %[[BATCH]], %[[EIGHT]]
// CHECK: %[[MORE:.*]] = llvm.add %[[BYTES]]
// CHECK: llvm.and %[[MORE]]
// CHECK: llvm.intr.umax

// CHECK-LABEL: llvm.func hidden @main__run
// CHECK: %[[ONE:.*]] = llvm.mlir.constant(1 : i32)
// CHECK: %[[DIMS:.*]] = llvm.alloca %[[ONE]] x i64
// CHECK: llvm.store %{{.*}}, %[[DIMS]] : i64, !llvm.ptr
// CHECK: llvm.store %[[DIMS]], %{{.*}} : !llvm.ptr, !llvm.ptr
// CHECK: llvm.call @launch_dispatch
// CHECK-NOT: llvm.store %[[DIMS]]
// CHECK: llvm.call @launch_dispatch
