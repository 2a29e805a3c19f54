// RUN: sinter-opt --decompose-pads --verify-diagnostics %s

func.func @computed(%x: tensor<4xf32>) -> tensor<5xf32> attributes {flow.root = "pad"} {
  // expected-error @+1 {{pads with computed values or by computed amounts, which is not supported; pad with a constant}}
  %0 = tensor.pad %x low[0] high[1] {
  ^bb0(%i: index):
    %int = arith.index_cast %i : index to i32
    %value = arith.sitofp %int : i32 to f32
    tensor.yield %value : f32
  } : tensor<4xf32> to tensor<5xf32>
  return %0 : tensor<5xf32>
}
