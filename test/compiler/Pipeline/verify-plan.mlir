// After plan, model functions allocate nothing and say how much workspace they need.

// RUN: sinter-opt %s --split-input-file --verify-diagnostics --verify-phase=phase=plan

func.func @main() {
  // expected-error @below {{'memref.alloc' remains after phase 'plan'}}
  %0 = memref.alloc() : memref<4xf32>
  return
}

// -----

// expected-error @below {{function 'main' has no planned workspace}}
exec.export "main" inputs [] outputs []

// -----

func.func @main(%x: memref<4xf32>) {
  // expected-error @below {{refers to @dispatch_0, which does not exist}}
  exec.call @dispatch_0(%x) nodes [] writes [] : memref<4xf32>
  return
}
