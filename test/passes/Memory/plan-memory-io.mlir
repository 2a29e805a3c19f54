// RUN: sinter-opt --plan-memory="io-in-workspace=true sequential=true" --verify-planned %s | FileCheck %s

// The input has a place until it is read, the output from where it is written: both lie at 0 and 64,
// as does what is between.
// CHECK: exec.export "main" {{.*}} workspace 128 {exec.io_offsets = array<i64: [[X:[0-9]+]], [[Y:[0-9]+]]>, exec.sequential}
exec.export "main" inputs ["x" : tensor<16xf32>] outputs ["y" : tensor<4x4xf32>]
// CHECK: func @main(%{{.*}}: memref<16xf32>, %{{.*}}: memref<4x4xf32>, %{{.*}}: memref<0xi8>, %[[WS:.*]]: memref<128xi8>
func.func @main(%x: tensor<16xf32>) -> tensor<4x4xf32> {
  // CHECK: plan.slice %[[WS]][[[X]]]
  // CHECK: exec.call @step
  %0 = flow.dispatch @step(%x) : (tensor<16xf32>) -> tensor<16xf32>
  // CHECK: plan.slice %[[WS]][[[Y]]]
  // CHECK: exec.call @step({{.*}} writes [[[Y]], 64]
  %y = flow.dispatch @step(%0) : (tensor<16xf32>) -> tensor<16xf32>
  %view = tensor.expand_shape %y [[0, 1]] output_shape [4, 4] : tensor<16xf32> into tensor<4x4xf32>
  return %view : tensor<4x4xf32>
}
func.func private @step(memref<16xf32>, memref<16xf32>) attributes {flow.root = "general"}
