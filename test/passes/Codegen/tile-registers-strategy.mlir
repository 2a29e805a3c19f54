// RUN: sinter-opt --split-input-file --verify-diagnostics --tile-registers %s | FileCheck %s

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 16, hasFma = true>} {
// A strategy that is already there is obeyed.
// CHECK-LABEL: func.func private @given
// CHECK-SAME:    exec.strategy = "matmul 2x24"
// CHECK-COUNT-6: vector.fma
func.func private @given(%a: memref<8x24xf32>, %b: memref<24x48xf32>, %c: memref<8x48xf32>)
    attributes {flow.root = "matmul", exec.strategy = "matmul 2x24"} {
  linalg.matmul ins(%a, %b : memref<8x24xf32>, memref<24x48xf32>) outs(%c : memref<8x48xf32>)
  return
}
}

// -----

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 16, hasFma = true>} {
// expected-error @+1 {{exec.strategy does not fit the function; the default is "matmul 4x16" for operation 0}}
func.func private @unfit(%a: memref<8x24xf32>, %b: memref<24x48xf32>, %c: memref<8x48xf32>)
    attributes {flow.root = "matmul", exec.strategy = "matmul 2x3x4"} {
  linalg.matmul ins(%a, %b : memref<8x24xf32>, memref<24x48xf32>) outs(%c : memref<8x48xf32>)
  return
}
}
