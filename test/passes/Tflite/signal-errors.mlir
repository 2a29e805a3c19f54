// RUN: not sinter-opt %s --convert-tflite 2>&1 | FileCheck %s --implicit-check-not=error:

// Options of custom operators are read by name and checked.

func.func @main(%x: tensor<1x8xi16>, %f: tensor<8xf32>) {
  // CHECK: error: {{.*}}node 'a' (CUSTOM:SignalDelay, version 1): its options are not a FlexBuffers map
  %a = tflite.node "CUSTOM:SignalDelay"(%x) {} version 1 : (tensor<1x8xi16>) -> tensor<1x8xi16> loc("a")
  // CHECK: error: {{.*}}node 'b' (CUSTOM:SignalDelay, version 1): option 'delay_length' is missing
  %b = tflite.node "CUSTOM:SignalDelay"(%x) {custom_options = {length = 3 : i64}} version 1
     : (tensor<1x8xi16>) -> tensor<1x8xi16> loc("b")
  // CHECK: error: {{.*}}node 'c' (CUSTOM:SignalDelay, version 1): option 'delay_length' is -1, which is out of range
  %c = tflite.node "CUSTOM:SignalDelay"(%x) {custom_options = {delay_length = -1 : i64}} version 1
     : (tensor<1x8xi16>) -> tensor<1x8xi16> loc("c")
  // CHECK: error: {{.*}}node 'd' (CUSTOM:SignalDelay, version 1): option 'delay_length' must be an integer
  %d = tflite.node "CUSTOM:SignalDelay"(%x) {custom_options = {delay_length = "3"}} version 1
     : (tensor<1x8xi16>) -> tensor<1x8xi16> loc("d")
  // CHECK: error: {{.*}}node 'e' (CUSTOM:SignalRfft, version 1): option 'fft_length' is odd
  %e = tflite.node "CUSTOM:SignalRfft"(%f) {custom_options = {fft_length = 9 : i64}} version 1
     : (tensor<8xf32>) -> tensor<10xf32> loc("e")
  // CHECK: error: {{.*}}node 'f' (CUSTOM:SignalRfft, version 1): a transform of 34 numbers has a prime factor that is too large
  // CHECK: note: {{.*}}supported: factors up to 13
  %g = tflite.node "CUSTOM:SignalRfft"(%f) {custom_options = {fft_length = 34 : i64}} version 1
     : (tensor<8xf32>) -> tensor<36xf32> loc("f")
  // CHECK: error: {{.*}}node 'g' (CUSTOM:SignalFramer, version 1): steps of 3 do not fit rows of 8 and frames of 4
  %h:2 = tflite.node "CUSTOM:SignalFramer"(%x) {custom_options = {frame_size = 4 : i64, frame_step = 3 : i64, prefill = 0 : i64}}
     version 1 : (tensor<1x8xi16>) -> (tensor<1x2x4xi16>, tensor<i1>) loc("g")
  // CHECK: error: {{.*}}node 'h' (CUSTOM:SignalEnergy, version 1): element types f32 -> f32 are not supported
  %i = tflite.node "CUSTOM:SignalEnergy"(%f) {custom_options = {start_index = 0 : i64, end_index = 4 : i64}} version 1
     : (tensor<8xf32>) -> tensor<4xf32> loc("h")
  // CHECK: error: {{.*}}node 'i' (CUSTOM:SignalFftAutoScale, version 1): element types i16 -> i16 are not supported
  %r = tflite.constant dense<1> : tensor<8xi16>
  %j = tflite.node "CUSTOM:SignalFftAutoScale"(%r) {} version 1 : (tensor<8xi16>) -> tensor<8xi16> loc("i")
  // CHECK: error: {{.*}}node 'j' (CUSTOM:SignalDelay, version 1): element types i16 ->  are not supported
  tflite.node "CUSTOM:SignalDelay"(%x) {custom_options = {delay_length = 3 : i64}} version 1 : (tensor<1x8xi16>) -> () loc("j")
  return
}
