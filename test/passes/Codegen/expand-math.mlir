// RUN: sinter-opt --expand-math %s | FileCheck %s

// CHECK-LABEL: func.func private @exponential
// CHECK-NOT:     math.exp
// CHECK:         math.fma
func.func private @exponential(%a: vector<4xf32>, %out: memref<4xf32>) attributes {flow.root = "elementwise"} {
  %c0 = arith.constant 0 : index
  %y = math.exp %a : vector<4xf32>
  vector.store %y, %out[%c0] : memref<4xf32>, vector<4xf32>
  return
}
