// What reads the old content of a variable goes before what computes the new one, in both
// schedules, unless it needs the new one.

// RUN: sinter-opt --schedule-dispatches %s | FileCheck %s --check-prefixes=CHECK,ORDER
// RUN: sinter-opt --schedule-dispatches=max-concurrency=true %s | FileCheck %s --check-prefixes=CHECK,WAVES

ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
// CHECK-LABEL: func @reader_first
// CHECK: %[[OLD:.*]] = ml_program.global_load @x
// ORDER: flow.dispatch @read(%[[OLD]]) :
// WAVES: flow.dispatch @read(%[[OLD]]) {plan.wave = 0 : i64}
// ORDER: %[[NEW:.*]] = flow.dispatch @make(%arg0) :
// WAVES: %[[NEW:.*]] = flow.dispatch @make(%arg0) {plan.wave = 1 : i64}
// CHECK: ml_program.global_store @x = %[[NEW]]
// CHECK-NEXT: return
func.func @reader_first(%i: tensor<8xf32>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %new = flow.dispatch @make(%i) : (tensor<8xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  %y = flow.dispatch @read(%old) : (tensor<8xf32>) -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// CHECK-LABEL: func @reader_needs_new
// CHECK: %[[OLD:.*]] = ml_program.global_load @x
// CHECK: %[[NEW:.*]] = flow.dispatch @make(%arg0)
// CHECK: flow.dispatch @both(%[[OLD]], %[[NEW]])
func.func @reader_needs_new(%i: tensor<8xf32>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %new = flow.dispatch @make(%i) : (tensor<8xf32>) -> tensor<8xf32>
  %y = flow.dispatch @both(%old, %new) : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @make(tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}
func.func private @read(tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}
func.func private @both(tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}
