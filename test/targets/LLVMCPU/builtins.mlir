// What LLVM turns into calls is linked in, and only that.

// RUN: sinter-compile %s --compile-from=link --compile-to=link --debug-symbols -o %t
// RUN: llvm-nm %t | FileCheck %s --implicit-check-not=memset --implicit-check-not=floor
// CHECK: dispatch_0_copy
// CHECK: memcpy
// CHECK: move_bytes
// RUN: sinter-compile %s --compile-from=link --emit=object -o %t.o
// RUN: llvm-nm --undefined-only %t.o | count 0

// Beside a C library the object's own functions step back.
// RUN: llvm-nm %t.o | FileCheck --check-prefix=WEAK %s
// WEAK: W memcpy

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @dispatch_0_copy(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "copy"} {
    %from = llvm.load %args : !llvm.ptr -> !llvm.ptr
    %slot = llvm.getelementptr %args[8] : (!llvm.ptr) -> !llvm.ptr, i8
    %to = llvm.load %slot : !llvm.ptr -> !llvm.ptr
    %size = llvm.zext %workgroup : i32 to i64
    "llvm.intr.memcpy"(%to, %from, %size) <{isVolatile = false}> : (!llvm.ptr, !llvm.ptr, i64) -> ()
    llvm.return
  }
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %dispatch = llvm.mlir.addressof @dispatch_0_copy : !llvm.ptr
    llvm.return %dispatch : !llvm.ptr
  }
}
