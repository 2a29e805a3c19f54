// Messages name the model's node if the IR does, and the line in the file as the user named it.

// RUN: split-file %s %t && cd %t
// RUN: %refuses 1 sinter-compile ./node.mlir -o x | FileCheck --check-prefix=NODE %s
// NODE: {{^}}./node.mlir: error: node 'conv1': input 0 has the dynamic shape 'tensor<?xf32>', which is not available yet; fix its dims with --input-shape
// RUN: %refuses 1 sinter-compile ./line.mlir -o x | FileCheck --check-prefix=LINE %s
// LINE: {{^}}./line.mlir:1:1: error: input 0 has the dynamic shape

//--- node.mlir
func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
} loc("conv1")

//--- line.mlir
func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}
