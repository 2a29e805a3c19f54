// RUN: sinter-opt --verify-roundtrip %s | FileCheck %s

// CHECK: exec.export "main" inputs ["x" : tensor<1x4xui8>] outputs ["y" : tensor<f32>, "z" : tensor<2xi1>] workspace 64
exec.export "main" inputs ["x" : tensor<1x4xui8>] outputs ["y" : tensor<f32>, "z" : tensor<2xi1>] workspace 64
// CHECK: exec.export "none" inputs [] outputs []
exec.export "none" inputs [] outputs []
// CHECK: exec.step "main" calls @dispatch_0 nodes ["conv1", "relu1"] writes [0, 64]
exec.step "main" calls @dispatch_0 nodes ["conv1", "relu1"] writes [0, 64]

// CHECK-LABEL: func @call
func.func @call(%x: memref<4xf32>, %y: memref<4xf32>) {
  // CHECK: exec.call @dispatch_0(%{{.*}}, %{{.*}}) nodes ["conv1"] writes [0, 16] : memref<4xf32>, memref<4xf32>
  exec.call @dispatch_0(%x, %y) nodes ["conv1"] writes [0, 16] : memref<4xf32>, memref<4xf32>
  // CHECK: exec.workgroup_id
  %id = exec.workgroup_id
  return
}

// CHECK: #exec.machine<triple = "x86_64-unknown-linux-elf", cpu = "znver4", features = "+avx512f", vectorBits = 512, vectorRegisters = 32
module attributes {exec.machine = #exec.machine<
    triple = "x86_64-unknown-linux-elf", cpu = "znver4", features = "+avx512f", vectorBits = 512,
    vectorRegisters = 32, indexBits = 64, hasFma = true, l1Bytes = 32768, l2Bytes = 1048576, threads = 8>} {}
