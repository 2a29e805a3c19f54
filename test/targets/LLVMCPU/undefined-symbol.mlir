// A function that nobody provides is an error that names it, the dispatch and the node.

// RUN: %refuses 1 sinter-compile %s --compile-from=link -o %t | FileCheck %s
// CHECK: undefined-symbol.mlir:{{.*}}: error: node 'exp1': 'dispatch_0_exp' calls 'expf', which compiled code does not provide
// CHECK-NOT: error

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @expf(f32) -> f32
  llvm.func @dispatch_0_exp(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "elementwise"} {
    %x = llvm.load %args : !llvm.ptr -> f32
    %y = llvm.call @expf(%x) : (f32) -> f32
    llvm.store %y, %args : f32, !llvm.ptr
    llvm.return
  } loc(fused["exp1", "undefined-symbol.mlir":9:1])
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
