// Phases are pass pipelines by name; one after the other they lower a model to the LLVM dialect.

// RUN: sinter-opt %s --sinter-phase-import --sinter-phase-legalize --sinter-phase-simplify --sinter-phase-dispatch --sinter-phase-plan --sinter-phase-codegen | FileCheck %s
// CHECK-DAG: exec.export "scale" inputs ["input0" : tensor<4xf32>]
// CHECK-DAG: exec.step "scale" calls @dispatch_0_elementwise
// CHECK-DAG: llvm.func {{.*}}@dispatch_0_elementwise
// CHECK-DAG: llvm.func {{.*}}@scale__run

module attributes {exec.machine = #exec.machine<triple = "x86_64-unknown-linux-elf", cpu = "x86-64-v3", features = "", vectorBits = 256, hasFma = true>} {
  func.func @scale(%x: tensor<4xf32>) -> tensor<4xf32> {
    %y = arith.mulf %x, %x : tensor<4xf32>
    return %y : tensor<4xf32>
  }
}
