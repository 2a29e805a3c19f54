// Levels do what they say: the lowest leaves IR alone, the next shares what is computed twice.

// RUN: sinter-compile %s --compile-from=link --emit=llvm-ir -O0 -o - | FileCheck --check-prefix=O0 %s
// RUN: sinter-compile %s --compile-from=link --emit=llvm-ir -O1 -o - | FileCheck --check-prefix=O1 %s
// RUN: sinter-compile %s --compile-from=link --emit=llvm-ir -O2 -o - | FileCheck --check-prefix=O2 %s
// RUN: sinter-compile %s --compile-from=link --emit=llvm-ir -o - | FileCheck --check-prefix=O3 %s
// RUN: sinter-compile %s --compile-from=link --emit=llvm-ir -Os -o - | FileCheck --check-prefix=SIZE %s
// SIZE: @dispatch_0({{.*}} #[[SMALL:[0-9]+]]
// SIZE: attributes #[[SMALL]] = {{{.*}}minsize{{.*}}optsize
// O0: @dispatch_0(
// O0-COUNT-2: fadd
// O1: @dispatch_0(
// O1: fadd
// O1-NOT: fadd
// The division by what no iteration changes leaves the loop from -O2 on.
// O1: @dispatch_1(
// O1: phi
// O1: fdiv
// O2: @dispatch_1(
// O2: fdiv
// O2: phi
// O3: @dispatch_1(
// O3: fdiv
// O3: phi

module {
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @dispatch_0(%args: !llvm.ptr, %workgroup: i32) attributes {flow.root = "elementwise"} {
    %x = llvm.load %args : !llvm.ptr -> f32
    %a = llvm.fadd %x, %x : f32
    %b = llvm.fadd %x, %x : f32
    %c = llvm.fmul %a, %b : f32
    llvm.store %c, %args : f32, !llvm.ptr
    llvm.return
  }
  llvm.func @dispatch_1(%args: !llvm.ptr, %count: i32) attributes {flow.root = "elementwise"} {
    %zero = llvm.mlir.constant(0 : i32) : i32
    %one = llvm.mlir.constant(1 : i32) : i32
    %three = llvm.mlir.constant(3.0 : f32) : f32
    %n = llvm.sitofp %count : i32 to f32
    llvm.br ^loop(%zero : i32)
  ^loop(%i: i32):
    %third = llvm.fdiv %n, %three : f32
    %address = llvm.getelementptr %args[%i] : (!llvm.ptr, i32) -> !llvm.ptr, f32
    llvm.store %third, %address : f32, !llvm.ptr
    %next = llvm.add %i, %one : i32
    %more = llvm.icmp "slt" %next, %count : i32
    llvm.cond_br %more, ^loop(%next : i32), ^done
  ^done:
    llvm.return
  }
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
