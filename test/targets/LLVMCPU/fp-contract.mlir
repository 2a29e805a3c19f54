// Multiply and add are fused as the user allows: never, where the IR asks, or wherever possible.

// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target=x86-64-v3 --fp-contract=off | FileCheck --check-prefix=OFF %s --implicit-check-not=vfmadd
// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target=x86-64-v3 | FileCheck --check-prefix=ON %s --implicit-check-not=vfmadd
// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target=x86-64-v3 --fp-contract=fast | FileCheck --check-prefix=FAST %s
// OFF-COUNT-2: vmulss
// ON: dispatch_0_asked:
// ON: vfmadd
// ON: dispatch_1_apart:
// ON: vmulss
// FAST: dispatch_0_asked:
// FAST: vfmadd
// FAST: dispatch_1_apart:
// FAST: vfmadd

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @dispatch_0_asked(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "elementwise"} {
    %x = llvm.load volatile %args : !llvm.ptr -> f32
    %y = llvm.load volatile %args : !llvm.ptr -> f32
    %z = llvm.intr.fmuladd(%x, %y, %x) : (f32, f32, f32) -> f32
    llvm.store %z, %args : f32, !llvm.ptr
    llvm.return
  }
  llvm.func @dispatch_1_apart(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "elementwise"} {
    %x = llvm.load volatile %args : !llvm.ptr -> f32
    %y = llvm.load volatile %args : !llvm.ptr -> f32
    %product = llvm.fmul %x, %y : f32
    %sum = llvm.fadd %product, %x : f32
    llvm.store %sum, %args : f32, !llvm.ptr
    llvm.return
  }
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
