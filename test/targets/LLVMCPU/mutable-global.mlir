// Code keeps no state: two instances of a model must not meet.

// RUN: %refuses 1 sinter-compile %s --compile-from=link -o %t | FileCheck %s
// CHECK: mutable-global.mlir:8:3: error: global 'counter' is mutable, but code keeps no state

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.mlir.global internal @counter(0 : i32) : i32
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %address = llvm.mlir.addressof @counter : !llvm.ptr
    llvm.return %address : !llvm.ptr
  }
}
