// RUN: sinter-opt --measure-live-bytes %s | FileCheck %s
// RUN: sinter-opt --measure-live-bytes=io-in-workspace=true %s | FileCheck %s --check-prefix=INSIDE

// 40 bytes of %a and 40 of %b are alive while %b is computed: a border that the dispatch adds does
// not count, nor does what the caller holds or the state.
// CHECK: exec.export "main" {{.*}} {exec.live_bytes = 80 : i64}
// With input and output in the workspace, the input is alive with both.
// INSIDE: exec.export "main" {{.*}} {exec.live_bytes = 120 : i64}
exec.export "main" inputs ["x" : tensor<10xf32>] outputs ["y" : tensor<10xf32>]
ml_program.global private mutable @state(dense<0.0> : tensor<10xf32>) : tensor<10xf32>
func.func @main(%x: tensor<10xf32>) -> tensor<10xf32> {
  %a = flow.dispatch @pad(%x) : (tensor<10xf32>) -> tensor<30xf32>
  %b = flow.dispatch @pad(%x) : (tensor<10xf32>) -> tensor<30xf32>
  %c = flow.dispatch @join(%a, %b) : (tensor<30xf32>, tensor<30xf32>) -> tensor<10xf32>
  ml_program.global_store @state = %c : tensor<10xf32>
  %y = flow.dispatch @join(%a, %a) : (tensor<30xf32>, tensor<30xf32>) -> tensor<10xf32>
  return %y : tensor<10xf32>
}
func.func private @join(tensor<30xf32>, tensor<30xf32>) -> tensor<10xf32> attributes {flow.root = "general"}
func.func private @pad(%x: tensor<10xf32>) -> tensor<30xf32> attributes {flow.root = "pad"} {
  %zero = arith.constant 0.0 : f32
  %y = tensor.pad %x low[10] high[10] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<10xf32> to tensor<30xf32>
  return %y : tensor<30xf32>
}
