// RUN: sinter-opt --split-input-file --verify-planned --verify-diagnostics %s

func.func private @allocates() attributes {flow.root = "general"} {
  // expected-error @+1 {{allocates; a dispatch's memory comes from its arguments}}
  %0 = memref.alloc() : memref<4xf32>
  return
}

// -----

func.func private @tensors(%x: tensor<4xf32>) attributes {flow.root = "general"} {
  // expected-error @+1 {{works on tensors after planning}}
  %0 = arith.addf %x, %x : tensor<4xf32>
  return
}

// -----

func.func @main(%x: memref<4xf32>) {
  // expected-error @+1 {{is not a call of a dispatch on placed buffers}}
  %0 = memref.alloc() : memref<4xf32>
  return
}
