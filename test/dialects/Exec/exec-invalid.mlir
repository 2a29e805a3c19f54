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
