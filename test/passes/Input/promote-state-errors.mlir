// RUN: sinter-opt --promote-state %s --split-input-file --verify-diagnostics

// expected-error @below {{variable 'x' has type 'tensor<?xf32>'; supported are tensors of static shape of signless integers and floats}}
ml_program.global private mutable @x(dense<0.0> : tensor<2xf32>) : tensor<?xf32>

// -----

// expected-error @below {{variable 'x' has type 'f32'; supported are tensors}}
ml_program.global private mutable @x(0.0 : f32) : f32

// -----

// expected-error @below {{variable 'x' has type 'tensor<2xui8>'; supported are tensors}}
ml_program.global private mutable @x : tensor<2xui8>

// -----

// expected-error @below {{variable 'x' has an initial value that is not stored with the model}}
ml_program.global private mutable @x(#ml_program.extern<tensor<2xf32>>) : tensor<2xf32>

// -----

// expected-error @below {{variable 'x' has type 'tensor<2xf32>', but its initial value 'tensor<3xf32>'}}
ml_program.global private mutable @x(dense<0.0> : tensor<3xf32>) : tensor<2xf32>

// -----

ml_program.global private mutable @x(dense<0> : tensor<i32>) : tensor<i32>
func.func @main(%v: tensor<4xi32>, %s: tensor<i32>) -> tensor<4xi32> {
  %init = tensor.empty() : tensor<4xi32>
  // expected-error @below {{variables cannot be accessed inside of 'linalg.map', only in functions and in scf.if, scf.for and scf.while}}
  %mapped = linalg.map ins(%v : tensor<4xi32>) outs(%init : tensor<4xi32>)
    (%e: i32, %old: i32) {
      %x = ml_program.global_load @x : tensor<i32>
      %value = tensor.extract %x[] : tensor<i32>
      %sum = arith.addi %e, %value : i32
      linalg.yield %sum : i32
    }
  ml_program.global_store @x = %s : tensor<i32>
  return %mapped : tensor<4xi32>
}
