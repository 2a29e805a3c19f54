// RUN: sinter-opt --split-input-file --apply-tuning %s | FileCheck %s
// RUN: sinter-opt --split-input-file --apply-tuning --verify-diagnostics %s -o /dev/null

// Equal functions have equal keys, whatever their names; others do not.
// CHECK-LABEL: func.func private @a
// CHECK-SAME:    exec.region = "[[KEY:[0-9a-f]+]]"
func.func private @a(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "negate"} {
  %y = arith.negf %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
// CHECK-LABEL: func.func private @b
// CHECK-SAME:    exec.region = "[[KEY]]"
func.func private @b(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "negate"} {
  %y = arith.negf %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
// CHECK-LABEL: func.func private @c
// CHECK-NOT:     [[KEY]]
func.func private @c(%x: tensor<5xf32>) -> tensor<5xf32> attributes {flow.root = "negate"} {
  %y = arith.negf %x : tensor<5xf32>
  return %y : tensor<5xf32>
}
// Model functions have none.
// CHECK-LABEL: func.func @main
// CHECK-NOT:     exec.region
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = flow.dispatch @a(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// The module's choices are gone; that none fitted is said.
// expected-warning @+1 {{none of the 1 measured choices for this machine is for a region of this model; tune anew}}
module attributes {exec.tuning = {"0000000000000000" = "rows=4"}} {
  // CHECK-LABEL: func.func private @d
  // CHECK-NOT:     exec.tuning
  func.func private @d(%x: tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "negate"} {
    %y = arith.negf %x : tensor<4xf32>
    return %y : tensor<4xf32>
  }
}
