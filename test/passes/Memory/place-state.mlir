// RUN: sinter-opt --place-state %s --split-input-file | FileCheck %s

// Whoever reads the old content comes before: the new one goes to its place at once.
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
// CHECK-LABEL: func @after_readers
// CHECK: flow.dispatch @make
// CHECK-NEXT: %[[NEW:.*]] = flow.dispatch @make
// CHECK-NEXT: ml_program.global_store @x = %[[NEW]]
// CHECK-NEXT: return
func.func @after_readers(%i: tensor<8xf32>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %y = flow.dispatch @make(%old) : (tensor<8xf32>) -> tensor<8xf32>
  %new = flow.dispatch @make(%i) : (tensor<8xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @make(tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}

// -----

// A later reader needs the old content: the new one is copied at the end.
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
// CHECK-LABEL: func @before_reader
// CHECK: %[[NEW:.*]] = flow.dispatch @make
// CHECK: flow.dispatch @read
// CHECK: %[[COPY:.*]] = flow.dispatch @copy_to_state(%[[NEW]])
// CHECK-NEXT: ml_program.global_store @x = %[[COPY]]
func.func @before_reader(%i: tensor<8xf32>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %view = tensor.expand_shape %old [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %new = flow.dispatch @make(%i) : (tensor<8xf32>) -> tensor<8xf32>
  %y = flow.dispatch @read(%view) : (tensor<2x4xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @make(tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}
func.func private @read(tensor<2x4xf32>) -> tensor<8xf32> attributes {flow.root = "general"}
// CHECK: func.func private @copy_to_state(%{{.*}}: tensor<8xf32>) -> tensor<8xf32>
// CHECK-SAME: flow.root = "elementwise"

// -----

// Calls of one wave run at once: one reads what the other would overwrite. Copies are a wave of
// their own.
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
// CHECK-LABEL: func @same_wave
// CHECK: flow.dispatch @copy_to_state(%{{.*}}) {flow.nodes = [], plan.wave = 1 : i64}
func.func @same_wave(%i: tensor<8xf32>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %y = flow.dispatch @make(%old) {plan.wave = 0 : i64} : (tensor<8xf32>) -> tensor<8xf32>
  %new = flow.dispatch @make(%i) {plan.wave = 0 : i64} : (tensor<8xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @make(tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}

// -----

// An elementwise operation overwrites what it reads, in a function of its own.
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
// CHECK-LABEL: func @overwrite
// CHECK: %[[Y:.*]] = flow.dispatch @add(%{{.*}}, %{{.*}}) :
// CHECK: %[[NEW:.*]] = flow.dispatch @add_0(%{{.*}}, %{{.*}}) {plan.in_place = array<i64: 0, 1>}
// CHECK-NEXT: ml_program.global_store @x = %[[NEW]]
func.func @overwrite(%i: tensor<8xf32>) -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %y = flow.dispatch @add(%i, %i) : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  %new = flow.dispatch @add(%i, %old) : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
// CHECK: func.func private @add(
// CHECK: outs(%{{.*}} : tensor<8xf32>)
// CHECK: func.func private @add_0(%[[A:.*]]: tensor<8xf32>, %[[OLD:.*]]: tensor<8xf32>) -> (tensor<8xf32> {plan.in_place = 1 : i64})
// CHECK: linalg.generic {{.*}} ins(%[[A]] : tensor<8xf32>) outs(%[[OLD]] : tensor<8xf32>)
#id = affine_map<(d0) -> (d0)>
func.func private @add(%a: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "elementwise"} {
  %init = tensor.empty() : tensor<8xf32>
  %sum = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%a, %b : tensor<8xf32>, tensor<8xf32>) outs(%init : tensor<8xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %sum : tensor<8xf32>
}

// -----

// Not if an element is computed from another one.
ml_program.global private mutable @x(dense<0.0> : tensor<4x4xf32>) : tensor<4x4xf32>
// CHECK-LABEL: func @transpose
// CHECK: %[[NEW:.*]] = flow.dispatch @turn(%{{.*}}) :
// CHECK: flow.dispatch @copy_to_state(%[[NEW]])
func.func @transpose() {
  %old = ml_program.global_load @x : tensor<4x4xf32>
  %new = flow.dispatch @turn(%old) : (tensor<4x4xf32>) -> tensor<4x4xf32>
  ml_program.global_store @x = %new : tensor<4x4xf32>
  return
}
func.func private @turn(%a: tensor<4x4xf32>) -> tensor<4x4xf32> attributes {flow.root = "transpose"} {
  %init = tensor.empty() : tensor<4x4xf32>
  %t = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<4x4xf32>) outs(%init : tensor<4x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  return %t : tensor<4x4xf32>
}

// -----

// Not if another call reads the old content later.
ml_program.global private mutable @x(dense<0.0> : tensor<8xf32>) : tensor<8xf32>
// CHECK-LABEL: func @read_later
// CHECK: %[[NEW:.*]] = flow.dispatch @twice(%{{.*}}) :
// CHECK: flow.dispatch @copy_to_state(%[[NEW]])
func.func @read_later() -> tensor<8xf32> {
  %old = ml_program.global_load @x : tensor<8xf32>
  %new = flow.dispatch @twice(%old) : (tensor<8xf32>) -> tensor<8xf32>
  %y = flow.dispatch @make(%old, %new) : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  ml_program.global_store @x = %new : tensor<8xf32>
  return %y : tensor<8xf32>
}
func.func private @make(tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "general"}
func.func private @twice(%a: tensor<8xf32>) -> tensor<8xf32> attributes {flow.root = "elementwise"} {
  %init = tensor.empty() : tensor<8xf32>
  %t = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%a : tensor<8xf32>) outs(%init : tensor<8xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %t : tensor<8xf32>
}
