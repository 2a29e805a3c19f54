// What import lets through is a model that the next phases can trust.

// RUN: sinter-opt %s --split-input-file --verify-diagnostics --verify-phase=phase=import

func.func @main() {
  // expected-error @below {{operation 'memref.alloc' is not accepted as input, which may use arith, builtin, func, linalg, math, ml_program, onnx, scf, tensor, tflite, tosa}}
  %0 = memref.alloc() : memref<4xf32>
  return
}

// -----

// expected-error @below {{the model has no public function to compile}}
module { func.func private @helper() { return } }

// -----

// expected-error @below {{input 1 has the dynamic shape 'tensor<?xf32>', which is not available yet; fix its dims with --input-shape}}
func.func @main(%x: tensor<4xf32>, %y: tensor<?xf32>) { return }

// -----

// expected-error @below {{function 'elsewhere' has no body}}
func.func private @elsewhere()
func.func @main() { return }

// -----

func.func @main() {
  // expected-error @below {{operation 'builtin.unrealized_conversion_cast' is not accepted inside of a model}}
  builtin.unrealized_conversion_cast to i32
  return
}

// -----

func.func @outer() { return }
// expected-error @below {{operation 'builtin.module' is not accepted inside of a model}}
module { func.func @inner() { return } }

// -----

// expected-error @below {{attribute 'flow.root' is the compiler's own; models may not set it}}
func.func @main() attributes {flow.root = "conv"} { return }

// -----

// Names and signedness of inputs are for models to give.
func.func @named(%x: tensor<4xi8> {exec.name = "x", exec.unsigned}) { return }

// -----

ml_program.subgraph @graph(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{operation 'ml_program.output' is not accepted; of ml_program, models may use variables}}
  ml_program.output %x : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// expected-error @below {{input 0 of function 'main' has a name that is empty, longer than 1023 bytes or holds control characters}}
func.func @main(%x: tensor<4xf32> {exec.name = "a\0Ab"}) { return }

// -----

// expected-error @below {{output 1 of function 'main' has a name that is empty, longer than 1023 bytes or holds control characters}}
func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32> {exec.name = ""}) {
  return %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

// expected-error @below {{the symbol of function 'a}}
func.func @"a\09b"() { return }

// -----

// Functions that others name get their shapes from them.
func.func private @body(%x: tensor<*xf32>) { return }
func.func @main() { return }
