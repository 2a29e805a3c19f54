// RUN: sinter-opt --split-input-file --verify-diagnostics --tile-registers %s | FileCheck %s

// Choices that were measured come before the rules, which would take 4x16 here.
module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, vectorRegisters = 16, hasFma = true>} {
// CHECK-LABEL: func.func private @chosen
// CHECK-SAME:    exec.strategy = "matmul 2x24"
// CHECK-COUNT-6: vector.fma
func.func private @chosen(%a: memref<8x24xf32>, %b: memref<24x48xf32>, %c: memref<8x48xf32>)
    attributes {flow.root = "matmul", exec.tuning = "vectors=3 rows=2"} {
  linalg.matmul ins(%a, %b : memref<8x24xf32>, memref<24x48xf32>) outs(%c : memref<8x48xf32>)
  return
}

// More registers than there are: the rows that fit.
// CHECK-LABEL: func.func private @clipped
// CHECK-SAME:    exec.strategy = "matmul 4x24"
func.func private @clipped(%a: memref<8x24xf32>, %b: memref<24x48xf32>, %c: memref<8x48xf32>)
    attributes {flow.root = "matmul", exec.tuning = "vectors=3 rows=8"} {
  linalg.matmul ins(%a, %b : memref<8x24xf32>, memref<24x48xf32>) outs(%c : memref<8x48xf32>)
  return
}
}

// -----

// expected-error @+1 {{exec.tuning: unknown choice 'fast'; expected one of panel, rows, vectors, order, workgroups}}
func.func private @unknown(%a: memref<8xf32>, %b: memref<8xf32>)
    attributes {flow.root = "copy", exec.tuning = "fast"} {
  linalg.copy ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)
  return
}

// -----

// expected-error @+1 {{exec.tuning is no string}}
func.func private @number(%a: memref<8xf32>, %b: memref<8xf32>)
    attributes {flow.root = "copy", exec.tuning = 4 : i64} {
  linalg.copy ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)
  return
}
