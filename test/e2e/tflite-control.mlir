// Branches and loops that run time decides on. Sixteenth roots: how often to go on depends
// on the number; what a branch computes on the numbers.

// RUN: sinter-compile %s -o %t.sinter
// RUN: sinter-run %t.sinter --input=1xf32=65536 --input=1xf32=3 --input=1xbool=1 \
// RUN:   | FileCheck --check-prefix=MANY --match-full-lines %s
// RUN: sinter-run %t.sinter --input=1xf32=1.5 --input=1xf32=3 --input=1xbool=0 --device=local-task \
// RUN:   --threads=2 | FileCheck --check-prefix=NONE --match-full-lines %s

// MANY: output0=1xf32=[2]
// MANY-NEXT: output1=1xf32=[43046720]
// MANY-NEXT: output2=2xf32=[9 -3]
// NONE: output0=1xf32=[1.5]
// NONE-NEXT: output1=1xf32=[3]
// NONE-NEXT: output2=2xf32=[3 1.5]

func.func private @is_large(%x: tensor<1xf32>, %y: tensor<1xf32>) -> tensor<1xi1> {
  %two = tflite.constant dense<2.0> : tensor<1xf32>
  %c = tflite.node "GREATER"(%x, %two) {} version 1 : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xi1>
  return %c : tensor<1xi1>
}
func.func private @root(%x: tensor<1xf32>, %y: tensor<1xf32>) -> (tensor<1xf32>, tensor<1xf32>) {
  %r = tflite.node "SQRT"(%x) {} version 1 : (tensor<1xf32>) -> tensor<1xf32>
  %s = tflite.node "SQUARE"(%y) {} version 1 : (tensor<1xf32>) -> tensor<1xf32>
  return %r, %s : tensor<1xf32>, tensor<1xf32>
}
func.func private @squares(%x: tensor<1xf32>, %y: tensor<1xf32>) -> tensor<2xf32> {
  %s = tflite.node "SQUARE"(%y) {} version 1 : (tensor<1xf32>) -> tensor<1xf32>
  %n = tflite.node "NEG"(%y) {} version 1 : (tensor<1xf32>) -> tensor<1xf32>
  %r = tflite.node "CONCATENATION"(%s, %n) {axis = 0 : i32} version 1
     : (tensor<1xf32>, tensor<1xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}
func.func private @pair(%x: tensor<1xf32>, %y: tensor<1xf32>) -> tensor<2xf32> {
  %r = tflite.node "CONCATENATION"(%y, %x) {axis = 0 : i32} version 1
     : (tensor<1xf32>, tensor<1xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}
func.func @main(%x: tensor<1xf32>, %y: tensor<1xf32>, %c: tensor<1xi1>)
    -> (tensor<1xf32>, tensor<1xf32>, tensor<2xf32>) {
  %a, %b = tflite.node "WHILE"(%x, %y) {cond_subgraph_index = @is_large, body_subgraph_index = @root} version 1
     : (tensor<1xf32>, tensor<1xf32>) -> (tensor<1xf32>, tensor<1xf32>)
  %d = tflite.node "IF"(%c, %x, %y) {then_subgraph_index = @squares, else_subgraph_index = @pair} version 1
     : (tensor<1xi1>, tensor<1xf32>, tensor<1xf32>) -> tensor<2xf32>
  return %a, %b, %d : tensor<1xf32>, tensor<1xf32>, tensor<2xf32>
}
