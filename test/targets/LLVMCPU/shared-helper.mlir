// Constants and helper functions that several dispatches use are copied into each.

// RUN: sinter-compile %s --compile-from=link --emit=llvm-ir -O0 -o - | FileCheck %s
// CHECK: source_filename = "dispatch_0"
// CHECK: @table = internal constant
// CHECK: define internal float @lookup
// CHECK: source_filename = "dispatch_1"
// CHECK: @table = internal constant
// CHECK: define internal float @lookup
// CHECK: source_filename = "host"
// CHECK-NOT: @lookup
// CHECK: declare hidden void @dispatch_1(
// RUN: sinter-compile %s --compile-from=link --compile-to=link -o %t

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.mlir.global internal constant @table(dense<[1.0, 2.0]> : tensor<2xf32>) : !llvm.array<2 x f32>
  llvm.func internal @lookup(%index: i32) -> f32 {
    %table = llvm.mlir.addressof @table : !llvm.ptr
    %address = llvm.getelementptr %table[%index] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    %value = llvm.load %address : !llvm.ptr -> f32
    llvm.return %value : f32
  }
  llvm.func @dispatch_0(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "copy"} {
    %value = llvm.call @lookup(%workgroup) : (i32) -> f32
    llvm.store %value, %args : f32, !llvm.ptr
    llvm.return
  }
  llvm.func internal @dispatch_1(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "copy"} {
    %value = llvm.call @lookup(%workgroup) : (i32) -> f32
    llvm.store %value, %args : f32, !llvm.ptr
    llvm.return
  }
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %dispatch = llvm.mlir.addressof @dispatch_1 : !llvm.ptr
    llvm.return %dispatch : !llvm.ptr
  }
}
