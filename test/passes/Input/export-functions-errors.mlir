// RUN: sinter-opt --split-input-file --export-functions --verify-diagnostics %s

// expected-error @+1 {{input 'input0' has type 'tensor<?xf32>'; supported are tensors of static shape}}
func.func @dynamic(%x: tensor<?xf32>) {
  return
}

// -----

// expected-error @+1 {{input 'input0' has type 'tensor<4xindex>'}}
func.func @index(%x: tensor<4xindex>) {
  return
}

// -----

// expected-error @+1 {{has two inputs named 'x'}}
func.func @twice(%x: tensor<4xf32> {exec.name = "x"}, %y: tensor<4xf32> {exec.name = "x"}) {
  return
}

// -----

// expected-error @+1 {{has no public function to compile}}
module {
  func.func private @hidden() {
    return
  }
}
