// RUN: sinter-opt --form-dispatch-regions --verify-diagnostics %s

// expected-error @+1 {{has branches between blocks, which no dispatch can hold; use structured control flow (scf)}}
func.func @branches(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^next
^next:
  return %x : tensor<4xf32>
}
