// RUN: sinter-opt --split-input-file --verify-diagnostics %s

// expected-error @+1 {{describes values by ranked tensor types, but got 'f32'}}
exec.export "main" inputs ["x" : f32] outputs []

// -----

// expected-error @+1 {{describes values by ranked tensor types, but got 'tensor<*xf32>'}}
exec.export "main" inputs [] outputs ["y" : tensor<*xf32>]

// -----

// expected-error @+1 {{has 2 input names for 1 input types}}
"exec.export"() {name = "main", input_names = ["a", "b"], input_types = [tensor<1xf32>],
                 output_names = [], output_types = []} : () -> ()

// -----

func.func @tile(%x: memref<1x5x5x8xf32>, %w: memref<25x1x8x8xf32>, %y: memref<1x3x3x8xf32>, %s: memref<1x25x1x8xf32>) {
  // expected-error@+1 {{computes tiles of 2 or 4, not of 3}}
  exec.winograd_conv tile 3 rows 1 ins(%x, %w : memref<1x5x5x8xf32>, memref<25x1x8x8xf32>)
      outs(%y, %s, %s : memref<1x3x3x8xf32>, memref<1x25x1x8xf32>, memref<1x25x1x8xf32>)
  return
}

// -----

func.func @rank(%x: memref<5x5x8xf32>, %w: memref<16x1x8x8xf32>, %y: memref<1x3x3x8xf32>, %s: memref<1x16x4x8xf32>) {
  // expected-error@+1 {{works on static shapes of rank 4, but got 'memref<5x5x8xf32>'}}
  exec.winograd_conv tile 2 rows 2 ins(%x, %w : memref<5x5x8xf32>, memref<16x1x8x8xf32>)
      outs(%y, %s, %s : memref<1x3x3x8xf32>, memref<1x16x4x8xf32>, memref<1x16x4x8xf32>)
  return
}

// -----

func.func @output(%x: memref<1x5x5x8xf32>, %w: memref<16x1x8x8xf32>, %y: memref<1x3x4x8xf32>, %s: memref<1x16x4x8xf32>) {
  // expected-error@+1 {{expects an output of shape 1x3x3x8, but got 'memref<1x3x4x8xf32>'}}
  exec.winograd_conv tile 2 rows 2 ins(%x, %w : memref<1x5x5x8xf32>, memref<16x1x8x8xf32>)
      outs(%y, %s, %s : memref<1x3x4x8xf32>, memref<1x16x4x8xf32>, memref<1x16x4x8xf32>)
  return
}

// -----

func.func @room(%x: memref<1x5x5x8xf32>, %w: memref<16x1x8x8xf32>, %y: memref<1x3x3x8xf32>, %s: memref<1x16x3x8xf32>) {
  // expected-error@+1 {{has room for 3 tiles, but a block has 2 rows of 2}}
  exec.winograd_conv tile 2 rows 2 ins(%x, %w : memref<1x5x5x8xf32>, memref<16x1x8x8xf32>)
      outs(%y, %s, %s : memref<1x3x3x8xf32>, memref<1x16x3x8xf32>, memref<1x16x3x8xf32>)
  return
}

// -----

func.func @count_of_floats(%n: tensor<1xf32>) {
  // expected-error@+1 {{counts by 'tensor<1xf32>', but one element of i64 is needed}}
  exec.set_dim 0 = %n : tensor<1xf32>
  return
}
