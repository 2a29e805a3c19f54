// RUN: sinter-opt --lower-model-functions %s | FileCheck %s
// A dim that data decide: `plan` answers its bound, `run` stores it when it has been counted, no
// more than the bound, and tells the caller.

module attributes {exec.dims = [{max = 0 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64},
                                {bound = array<i64: 194092>, max = 0 : i64, min = 0 : i64, name = "nz.count", witness = 32611 : i64}]} {
exec.export "main" inputs ["x" : tensor<48523x4xf32>] outputs ["y" : tensor<2x32611xi64>]
  {plan.arena = [[array<i64: 1552736>, array<i64>], [array<i64: 8>, array<i64: 0>]]}

func.func @main(%x: memref<48523x4xf32>, %y: memref<2x32611xi64>, %constants: memref<0xi8>, %workspace: memref<1552800xi8>, %state: memref<0xi8>) {
  %a = plan.slice %workspace[0] {plan.buffer = 0 : i64} : memref<1552800xi8> to memref<194092xi64>
  %n = plan.slice %workspace[1552768] {plan.buffer = 1 : i64} : memref<1552800xi8> to memref<1xi64>
  exec.call @dispatch_0(%x, %a, %n) nodes ["nz"] writes [] : memref<48523x4xf32>, memref<194092xi64>, memref<1xi64>
  exec.set_dim 1 = %n : memref<1xi64>
  exec.call @dispatch_1(%a, %y) nodes ["nz"] writes [] : memref<194092xi64>, memref<2x32611xi64>
  return
}
llvm.func @dispatch_0(!llvm.ptr, i32) attributes {exec.reads_dims}
llvm.func @dispatch_1(!llvm.ptr, i32) attributes {exec.reads_dims}
}

// The bound is four for each of the batch; nobody compares the dim with anything.
// CHECK-LABEL: llvm.func hidden @main__plan
// CHECK: %[[BATCH:.*]] = llvm.load %arg0 : !llvm.ptr -> i64
// CHECK: %[[FOUR:.*]] = llvm.mlir.constant(4 : i64)
// CHECK: %[[BOUND:.*]] = llvm.mul %[[BATCH]], %[[FOUR]]
// CHECK-NOT: llvm.icmp {{.*}} %[[BOUND]]
// CHECK: llvm.store %[[BOUND]], %{{.*}} : i64, !llvm.ptr

// CHECK-LABEL: llvm.func hidden @main__run
// CHECK: %[[DIMS:.*]] = llvm.alloca %{{.*}} x i64
// CHECK: %[[NONE:.*]] = llvm.mlir.constant(0 : i64)
// CHECK: llvm.store %[[NONE]], %{{.*}} : i64, !llvm.ptr
// CHECK: llvm.call @launch_dispatch
// CHECK: %[[COUNT:.*]] = llvm.load %{{.*}} : !llvm.ptr -> i64
// CHECK: %[[SOME:.*]] = llvm.intr.smax(%[[COUNT]]
// CHECK: %[[LEAST:.*]] = llvm.intr.smin(%[[SOME]]
// CHECK: llvm.store %[[LEAST]], %{{.*}} : i64, !llvm.ptr
// CHECK: llvm.call @launch_dispatch
// The caller is told the second dim, if it asks.
// CHECK: %[[ASKS:.*]] = llvm.icmp "ne"
// CHECK: llvm.cond_br %[[ASKS]]
// CHECK: %[[TRUE:.*]] = llvm.load %{{.*}} : !llvm.ptr -> i64
// CHECK: %[[SECOND:.*]] = llvm.getelementptr %{{.*}}[1] : (!llvm.ptr) -> !llvm.ptr, i64
// CHECK: llvm.store %[[TRUE]], %[[SECOND]] : i64, !llvm.ptr
