// Constants of every kind lie dense, row-major and little endian at their offsets; gaps are zero.

// RUN: split-file %s %t && cd %t
// RUN: sinter-compile all.mlir --compile-from=link -o all.sinter
// RUN: sinter-dump all.sinter --constants | FileCheck --check-prefix=SIZE %s
// SIZE: 458
// RUN: %python %S/Inputs/read_module.py all.sinter constants > constants
// RUN: %python %t/expect.py constants

// RUN: %refuses 1 sinter-compile overlap.mlir --compile-from=link -o x | FileCheck --check-prefix=OVERLAP %s
// OVERLAP: overlap.mlir:4:3: error: constant at byte 8 overlaps another one
// RUN: %refuses 1 sinter-compile elided.mlir --compile-from=link -o x | FileCheck --check-prefix=ELIDED %s
// ELIDED: elided.mlir:3:3: error: constant has no bytes; only dense and loaded resource constants do
// RUN: %refuses 1 sinter-compile short.mlir --compile-from=link -o x | FileCheck --check-prefix=SHORT %s
// SHORT: short.mlir:{{.*}} error: {{.*}}

//--- all.mlir
module {
  plan.constant 448 = dense<true> : tensor<10xi1>
  plan.constant 0 = dense<[1.0, -2.0]> : tensor<2xf32>
  plan.constant 64 = dense<7> : tensor<3xi16>
  plan.constant 128 = dense<[true, false, true, true, false, false, false, false, true]> : tensor<9xi1>
  plan.constant 192 = dense_resource<blob> : tensor<2xi64>
  plan.constant 256 = dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  plan.constant 320 = dense<1.5> : tensor<30xf32>
  plan.constant 440 = dense<> : tensor<0xf32>
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
{-# dialect_resources: { builtin: { blob: "0x080000000900000000000000FFFFFFFFFFFFFF7F" } } #-}

//--- expect.py
import struct, sys
data = open(sys.argv[1], "rb").read()
expected = bytearray(458)
expected[0:8] = struct.pack("<2f", 1, -2)
expected[64:70] = struct.pack("<3h", 7, 7, 7)
expected[128:137] = bytes([1, 0, 1, 1, 0, 0, 0, 0, 1])
expected[192:208] = struct.pack("<2q", 9, 0x7FFFFFFFFFFFFFFF)
expected[256:260] = bytes([1, 2, 3, 4])
expected[320:440] = struct.pack("<30f", *[1.5] * 30)
expected[448:458] = bytes([1] * 10)
sys.exit(data != expected)

//--- overlap.mlir
module {
  // The second begins where the first has not ended.
  plan.constant 0 = dense<1> : tensor<3xi32>
  plan.constant 8 = dense<1> : tensor<3xi32>
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}

//--- elided.mlir
module {
  // As a dump shows it.
  plan.constant 0 = dense_resource<__elided__> : tensor<30xi32>
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}

//--- short.mlir
module {
  plan.constant 0 = dense_resource<blob> : tensor<4xi64>
  exec.export "main" inputs [] outputs [] workspace 0
  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %null = llvm.mlir.zero : !llvm.ptr
    llvm.return %null : !llvm.ptr
  }
}
{-# dialect_resources: { builtin: { blob: "0x080000000900000000000000" } } #-}
