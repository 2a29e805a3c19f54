// RUN: sinter-opt --outline-dispatch-regions --deduplicate-dispatches --verify-dispatched %s | FileCheck %s

// Values from above become arguments; scalar constants do not. Equal regions
// share a function, which keeps the names of all nodes.
// CHECK-LABEL: func @main
func.func @main(%x: tensor<4xf32>, %c: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %one = arith.constant 1.0 : f32
  // CHECK: %[[A:.*]] = flow.dispatch @dispatch_0_elementwise(%arg0, %arg1) {flow.nodes = ["add1"]}
  %a = flow.region "elementwise" -> tensor<4xf32> {
    %s = tensor.splat %one : tensor<4xf32>
    %0 = arith.addf %x, %c : tensor<4xf32>
    %1 = arith.addf %0, %s : tensor<4xf32> loc("add1")
    flow.yield %1 : tensor<4xf32>
  }
  // CHECK: %[[B:.*]] = flow.dispatch @dispatch_0_elementwise(%[[A]], %arg1) {flow.nodes = ["add2"]}
  %b = flow.region "elementwise" -> tensor<4xf32> {
    %s = tensor.splat %one : tensor<4xf32>
    %0 = arith.addf %a, %c : tensor<4xf32>
    %1 = arith.addf %0, %s : tensor<4xf32> loc("add2")
    flow.yield %1 : tensor<4xf32>
  }
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}
// CHECK:     func private @dispatch_0_elementwise(%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>) -> tensor<4xf32>
// CHECK-SAME:  flow.bytes_read = 32 : i64, flow.bytes_written = 16 : i64
// CHECK-SAME:  flow.nodes = ["add1", "add2"], flow.root = "elementwise"
// CHECK:       arith.constant 1.0
// CHECK-NOT: @dispatch_1
