// RUN: sinter-opt --schedule-dispatches %s | FileCheck %s --check-prefixes=CHECK,MEMORY
// RUN: sinter-opt --schedule-dispatches=max-concurrency=true %s | FileCheck %s --check-prefixes=CHECK,WAVES

// Both large results first, then the small ones of them: one after the other needs less.
// Calls that wait for nothing form one wave, views follow what they show.
// CHECK-LABEL: func.func @main
// MEMORY:        %[[A:.*]] = flow.dispatch @large
// MEMORY-NEXT:   flow.dispatch @small(%[[A]])
// MEMORY-NEXT:   %[[B:.*]] = flow.dispatch @large
// MEMORY-NEXT:   tensor.expand_shape %[[B]]
// MEMORY-NEXT:   flow.dispatch @view
// MEMORY-NEXT:   flow.dispatch @join
// WAVES:         %[[A:.*]] = flow.dispatch @large(%{{.*}}) {plan.wave = 0 : i64}
// WAVES-NEXT:    %[[B:.*]] = flow.dispatch @large(%{{.*}}) {plan.wave = 0 : i64}
// WAVES-NEXT:    tensor.expand_shape %[[B]]
// WAVES-NEXT:    flow.dispatch @small(%[[A]]) {plan.wave = 1 : i64}
// WAVES-NEXT:    flow.dispatch @view(%{{.*}}) {plan.wave = 1 : i64}
// WAVES-NEXT:    flow.dispatch @join(%{{.*}}) {plan.wave = 2 : i64}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = flow.dispatch @large(%x) : (tensor<4xf32>) -> tensor<1024xf32>
  %b = flow.dispatch @large(%x) : (tensor<4xf32>) -> tensor<1024xf32>
  %v = tensor.expand_shape %b [[0, 1]] output_shape [2, 512] : tensor<1024xf32> into tensor<2x512xf32>
  %c = flow.dispatch @small(%a) : (tensor<1024xf32>) -> tensor<4xf32>
  %d = flow.dispatch @view(%v) : (tensor<2x512xf32>) -> tensor<4xf32>
  %e = flow.dispatch @join(%c, %d) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %e : tensor<4xf32>
}

// The order of the model is kept when none is better.
// CHECK-LABEL: func.func @chain
// CHECK:         flow.dispatch @large
// CHECK-NEXT:    flow.dispatch @small
func.func @chain(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = flow.dispatch @large(%x) : (tensor<4xf32>) -> tensor<1024xf32>
  %b = flow.dispatch @small(%a) : (tensor<1024xf32>) -> tensor<4xf32>
  return %b : tensor<4xf32>
}
func.func private @large(tensor<4xf32>) -> tensor<1024xf32> attributes {flow.root = "general"}
func.func private @small(tensor<1024xf32>) -> tensor<4xf32> attributes {flow.root = "general"}
func.func private @view(tensor<2x512xf32>) -> tensor<4xf32> attributes {flow.root = "general"}
func.func private @join(tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> attributes {flow.root = "general"}
