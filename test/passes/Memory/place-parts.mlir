// RUN: sinter-opt --place-parts %s | FileCheck %s

// Parts of a concatenation, and of one inside of another, know the whole and their
// offsets in it; two places of one function need two.
// CHECK-LABEL: func.func @main
// CHECK:         %[[A:.*]] = flow.dispatch @f(%
// CHECK:         %[[B:.*]] = flow.dispatch @f_0(%
// CHECK:         %[[C:.*]] = flow.dispatch @g(%[[A]])
// CHECK:         tensor.concat dim(1) %[[A]], %[[B]]
// CHECK:         tensor.concat dim(0)
// CHECK:       func.func private @f(%{{.*}}: tensor<2x4xf32>) ->
// CHECK-SAME:    (tensor<2x4xf32> {plan.part = [tensor<4x8xf32>, array<i64: 2, 0>]})
// CHECK:       func.func private @f_0(%{{.*}}: tensor<2x4xf32>) ->
// CHECK-SAME:    (tensor<2x4xf32> {plan.part = [tensor<4x8xf32>, array<i64: 2, 4>]})
// CHECK:       func.func private @g(%{{.*}}: tensor<2x4xf32> {plan.part = [tensor<4x8xf32>, array<i64: 2, 0>]}) ->
// CHECK-SAME:    (tensor<2x8xf32> {plan.part = [tensor<4x8xf32>, array<i64: 0, 0>]})
func.func @main(%x: tensor<2x4xf32>) -> tensor<4x8xf32> {
  %a = flow.dispatch @f(%x) : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %b = flow.dispatch @f(%x) : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %c = flow.dispatch @g(%a) : (tensor<2x4xf32>) -> tensor<2x8xf32>
  %d = tensor.concat dim(1) %a, %b : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x8xf32>
  %e = tensor.concat dim(0) %c, %d : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<4x8xf32>
  return %e : tensor<4x8xf32>
}
func.func private @f(%x: tensor<2x4xf32>) -> tensor<2x4xf32> attributes {flow.root = "general"} {
  return %x : tensor<2x4xf32>
}
func.func private @g(%x: tensor<2x4xf32>) -> tensor<2x8xf32> attributes {flow.root = "general"} {
  %y = tensor.concat dim(1) %x, %x : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x8xf32>
  return %y : tensor<2x8xf32>
}
