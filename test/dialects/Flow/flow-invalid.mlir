// RUN: sinter-opt --split-input-file --verify-diagnostics %s

func.func @wrong_yield(%x: tensor<4xf32>) {
  // expected-error @+1 {{yields 'tensor<4xf32>', but has results 'tensor<2xf32>'}}
  %y = flow.region "elementwise" -> tensor<2xf32> {
    flow.yield %x : tensor<4xf32>
  }
  return
}

// -----

func.func @no_yield() {
  // expected-error @+1 {{must end in flow.yield}}
  flow.region "elementwise" {
    func.return
  }
  return
}
