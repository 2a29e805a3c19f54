// RUN: sinter-opt --split-input-file --verify-diagnostics %s

func.func @no_operator() {
  // expected-error @+1 {{names no operator}}
  tflite.node "CUSTOM:"() {} version 1 : () -> ()
  return
}

// -----

func.func @no_version() {
  // expected-error @+1 {{has version 0; the first is 1}}
  tflite.node "RELU"() {} version 0 : () -> ()
  return
}

// -----

func.func @no_such_function() {
  // expected-error @+1 {{option 'init_subgraph_index' names @init, which is no function}}
  tflite.node "CALL_ONCE"() {init_subgraph_index = @init} version 1 : () -> ()
  return
}

// -----

func.func @other_shape() {
  // expected-error @+1 {{holds elements of type 'tensor<2xi8>', but is a 'tensor<3xi8>'}}
  %0 = tflite.constant dense<1> : tensor<2xi8> as tensor<3xi8>
  return
}

// -----

func.func @other_storage() {
  // expected-error @+1 {{holds elements of type 'i16', but '!quant.uniform<i8:f32, 5.000000e-01>' is stored as 'i8'}}
  %0 = tflite.constant dense<1> : tensor<2xi16> as tensor<2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @stored_with_sign() {
  // expected-error @+1 {{holds elements of type 'ui8', but 'ui8' is stored as 'i8'}}
  %0 = tflite.constant dense<1> : tensor<2xui8>
  return
}
