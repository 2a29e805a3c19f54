// RUN: sinter-opt --split-input-file --verify-diagnostics %s

func.func @no_such_graph(%c: tensor<i1>) {
  // expected-error @+1 {{attribute 'then_branch' names subgraph 1, but there are 1}}
  onnx.node "If"(%c) {then_branch = {graph = 1}} opset 13 graphs {
    onnx.yield
  } : (tensor<i1>) -> ()
  return
}

// -----

func.func @no_end(%c: tensor<i1>) {
  // expected-error @+1 {{has a subgraph that does not end with 'onnx.yield'}}
  onnx.node "If"(%c) {then_branch = {graph = 0}} opset 13 graphs {
    %0 = arith.constant 0 : i32
  } : (tensor<i1>) -> ()
  return
}
