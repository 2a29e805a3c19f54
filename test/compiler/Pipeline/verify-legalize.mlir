// After legalize, all operations are structured, shapes static and calls gone.

// RUN: sinter-opt %s --split-input-file --verify-diagnostics --verify-phase=phase=legalize

func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{operation 'tosa.abs' is not expected after phase 'legalize'}}
  %0 = tosa.abs %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @main(%x: tensor<4xf32>) -> tensor<?xf32> {
  // expected-error @below {{result has the dynamic shape 'tensor<?xf32>', which is not available yet}}
  %0 = tensor.cast %x : tensor<4xf32> to tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{the call of 'main' cannot be resolved: functions that call themselves are not available yet}}
  %0 = call @main(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// A load after a store would see it; before the phase's end all such are values.
ml_program.global private mutable @x(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  ml_program.global_store @x = %x : tensor<4xf32>
  // expected-error @below {{access of @x out of order: a function loads a variable once, on entry, and stores it once, on exit}}
  %0 = ml_program.global_load @x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

ml_program.global private mutable @x(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func @main(%x: tensor<4xf32>, %c: i1) {
  scf.if %c {
    // expected-error @below {{access of @x out of order}}
    ml_program.global_store @x = %x : tensor<4xf32>
  }
  return
}
