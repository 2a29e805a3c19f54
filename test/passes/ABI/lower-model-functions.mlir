// RUN: sinter-opt --lower-model-functions %s | FileCheck %s

exec.export "main" inputs ["x" : tensor<2x4xf32>] outputs ["y" : tensor<4xf32>] workspace 64

func.func @main(%x: memref<2x4xf32>, %y: memref<4xf32>, %constants: memref<16xi8>, %workspace: memref<64xi8>, %state: memref<0xi8>) {
  %w = plan.slice %constants[0] : memref<16xi8> to memref<4xf32>
  %t = plan.slice %workspace[32] : memref<64xi8> to memref<4xf32>
  exec.call @dispatch_0(%x, %w, %t) nodes ["a"] writes [32, 16] : memref<2x4xf32>, memref<4xf32>, memref<4xf32>
  exec.call @dispatch_1(%t, %y) nodes ["b"] writes [] : memref<4xf32>, memref<4xf32>
  return
}
llvm.func @dispatch_0(!llvm.ptr, i32) attributes {exec.workgroups = 8 : i64}
llvm.func @dispatch_1(!llvm.ptr, i32)
plan.constant 0 = dense<1.0> : tensor<4xf32>

// CHECK-NOT: func.func
// CHECK-LABEL: llvm.func hidden @launch_dispatch

// The dims are compared, the answers are constants.
// CHECK-LABEL: llvm.func hidden @main__plan(%arg0: !llvm.ptr, %arg1: !llvm.ptr) -> i32
// CHECK:         llvm.mlir.constant(2 : i64)
// CHECK:         llvm.icmp "eq"
// CHECK:         llvm.mlir.constant(4 : i64)
// CHECK:         llvm.cond_br
// CHECK:         llvm.mlir.constant(64 : i64)

// CHECK-LABEL: llvm.func hidden @main__run(%arg0: !llvm.ptr) -> i32
// CHECK:         llvm.alloca
// CHECK:         llvm.mlir.constant(8 : i32)
// CHECK:         llvm.call @launch_dispatch
// CHECK:         llvm.mlir.constant(1 : i32)
// CHECK:         llvm.call @launch_dispatch
// CHECK-NOT:     llvm.call

// CHECK: exec.step "main" calls @dispatch_0 nodes ["a"] writes [32, 16]
// CHECK: exec.step "main" calls @dispatch_1 nodes ["b"] writes []
// CHECK-LABEL: llvm.func @sinter_executable_query(%arg0: i32) -> !llvm.ptr
// CHECK: llvm.mlir.global internal constant @element_types(dense<[3, 3, 0]> : tensor<3xi8>)
