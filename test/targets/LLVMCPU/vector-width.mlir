// Vectors are as wide as the machine's registers, even where LLVM's tuning prefers narrower ones.

// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target=x86-64-v4 | FileCheck --check-prefix=ZMM %s
// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target-cpu=sapphirerapids | FileCheck --check-prefix=ZMM %s
// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target=x86-64-v3 | FileCheck --check-prefix=YMM %s
// RUN: sinter-compile %s --compile-from=link --emit=assembly -o - --target=x86-64-v2 | FileCheck --check-prefix=XMM %s
// ZMM: vaddps {{.*}}%zmm
// YMM-COUNT-2: vaddps {{.*}}%ymm
// XMM-COUNT-4: addps {{.*}}%xmm

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @dispatch_0(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "elementwise"} {
    %x = llvm.load %args {alignment = 4 : i64} : !llvm.ptr -> vector<16xf32>
    %y = llvm.fadd %x, %x : vector<16xf32>
    llvm.store %y, %args {alignment = 4 : i64} : vector<16xf32>, !llvm.ptr
    llvm.return
  }
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
