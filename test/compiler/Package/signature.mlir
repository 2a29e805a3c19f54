// Names, element types and dims of a signature reach the module; other types are refused.

// RUN: split-file %s %t && cd %t
// RUN: sinter-compile types.mlir --compile-from=link -o types.sinter && sinter-dump types.sinter --functions | FileCheck %s
// CHECK: main
// CHECK-DAG: a{{.*}}2x3xf32
// CHECK-DAG: b{{.*}}f64
// CHECK-DAG: c{{.*}}1xf16
// CHECK-DAG: d{{.*}}1xbf16
// CHECK-DAG: e{{.*}}1xi8
// CHECK-DAG: f{{.*}}1xu8
// CHECK-DAG: g{{.*}}1xi64
// CHECK-DAG: h{{.*}}1xbool

// RUN: %refuses 1 sinter-compile odd.mlir --compile-from=link -o x | FileCheck --check-prefix=ODD %s
// ODD: odd.mlir:2:3: error: 'a' has elements of type 'i5', which no module can hold
// RUN: %refuses 1 sinter-compile step.mlir --compile-from=link -o x | FileCheck --check-prefix=STEP %s
// STEP: step.mlir:3:3: error: belongs to 'other', which is not exported

//--- types.mlir
module {
  exec.export "main" inputs ["a" : tensor<2x3xf32>, "b" : tensor<f64>, "c" : tensor<1xf16>, "d" : tensor<1xbf16>, "e" : tensor<1xi8>] outputs ["f" : tensor<1xui8>, "g" : tensor<1xi64>, "h" : tensor<1xi1>] workspace 0
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}

//--- odd.mlir
module {
  exec.export "main" inputs ["a" : tensor<2xi5>] outputs [] workspace 0
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}

//--- step.mlir
module {
  exec.export "main" inputs [] outputs [] workspace 0
  exec.step "other" calls @sinter_executable_query nodes [] writes []
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
