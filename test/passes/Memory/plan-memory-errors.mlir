// RUN: sinter-opt --plan-memory --split-input-file --verify-diagnostics %s

// A result that two outputs share would be written to one of them only.
exec.export "main" inputs ["x" : tensor<4xf32>] outputs ["y" : tensor<4xf32>, "z" : tensor<4xf32>]
func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %y = flow.dispatch @copy(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{result 1 has no dispatch of its own that writes it}}
  return %y, %y : tensor<4xf32>, tensor<4xf32>
}
func.func private @copy(memref<4xf32>, memref<4xf32>) attributes {flow.root = "general"}

// -----

exec.export "main" inputs ["x" : tensor<4xf32>] outputs ["y" : tensor<4xf32>]
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{result 0 has no dispatch of its own that writes it}}
  return %x : tensor<4xf32>
}
