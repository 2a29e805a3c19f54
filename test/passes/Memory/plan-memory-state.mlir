// RUN: sinter-opt --plan-memory --verify-planned %s --split-input-file --verify-diagnostics | FileCheck %s

// Each variable has a place of its own, a multiple of 64; both functions use the same. What is
// loaded is read where it lies, what is stored is computed there. Workspace is for the rest.
exec.export "main" inputs ["i" : tensor<2xi8>] outputs ["y" : tensor<8xf32>]
exec.export "other" inputs ["i" : tensor<2xi8>] outputs []
// CHECK-NOT: ml_program
// CHECK: plan.variable "x" 0 = dense<0.000000e+00> : tensor<8xf32>
// CHECK-NEXT: plan.variable "window" 64 = dense<[1, 2]> : tensor<2xi8> constants 0
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
ml_program.global private mutable @window(dense<[1, 2]> : tensor<2xi8>) : tensor<2xi8>
// CHECK-LABEL: func @main(
// CHECK-SAME: %[[STATE:[^:]*]]: memref<66xi8>)
// CHECK: %[[OLD:.*]] = plan.slice %[[STATE]][0] : memref<66xi8> to memref<2x4xf32>
// CHECK: exec.call @read(%[[OLD]], %{{.*}}) nodes [] writes []
// CHECK: %[[NEW:.*]] = plan.slice %[[STATE]][0] : memref<66xi8> to memref<8xf32>
// CHECK: exec.call @make(%{{.*}}, %[[NEW]]) nodes [] writes []
func.func @main(%i: tensor<2xi8>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %view = tensor.expand_shape %old [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %y = flow.dispatch @read(%view) : (tensor<2x4xf32>) -> tensor<8xf32>
  %new = flow.dispatch @make(%i) : (tensor<2xi8>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
// What is overwritten is passed once.
// CHECK-LABEL: func @other(
// CHECK-SAME: %[[STATE:[^:]*]]: memref<66xi8>)
// CHECK: %[[W:.*]] = plan.slice %[[STATE]][64]
// CHECK: exec.call @overwrite(%{{.*}}, %[[W]]) nodes [] writes []
func.func @other(%i: tensor<2xi8>) {
  %old = ml_program.global_load @window : tensor<2xi8>
  %new = flow.dispatch @overwrite(%i, %old) {plan.in_place = array<i64: 0, 1>} : (tensor<2xi8>, tensor<2xi8>) -> tensor<2xi8>
  ml_program.global_store @window = %new : tensor<2xi8>
  return
}
func.func private @read(memref<2x4xf32>, memref<8xf32>) attributes {flow.root = "general"}
func.func private @make(memref<2xi8>, memref<8xf32>) attributes {flow.root = "general"}
func.func private @overwrite(memref<2xi8>, memref<2xi8>) attributes {flow.root = "general"}
// CHECK: plan.constant 0 = dense<[1, 2]> : tensor<2xi8>

// -----

exec.export "main" inputs [] outputs ["y" : tensor<8xf32>]
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
func.func @main() -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %new = flow.dispatch @make(%old) : (tensor<8xf32>) -> tensor<8xf32>
  %y = flow.dispatch @make(%old) : (tensor<8xf32>) -> tensor<8xf32>
  // expected-error @below {{variable @x would be written while its old content is read}}
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @make(memref<8xf32>, memref<8xf32>) attributes {flow.root = "general"}

// -----

exec.export "main" inputs ["v" : tensor<4611686018427387904xi8>] outputs []
ml_program.global private mutable @x(dense<0> : tensor<4611686018427387904xi8>) : tensor<4611686018427387904xi8>
// expected-error @below {{variable 'y' of type 'tensor<4611686018427387904xi8>' makes the state larger than any machine's memory}}
ml_program.global private mutable @y(dense<0> : tensor<4611686018427387904xi8>) : tensor<4611686018427387904xi8>
func.func @main(%v: tensor<4611686018427387904xi8>) {
  return
}
