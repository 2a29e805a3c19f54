// What a machine cannot address is refused.

// RUN: %refuses 1 sinter-compile %s -o %t.a --emit=static-library --target=cortex-m4 | FileCheck %s
// CHECK: error: function 'main' needs a buffer of 6400000000 bytes, more than a machine of 32 bits can address
// RUN: sinter-compile %s -o %t.a --emit=static-library --target=x86-64-v3 --quiet
func.func @main(%x: tensor<40000x40000xf32>) -> tensor<40000x40000xf32> {
  %0 = math.absf %x : tensor<40000x40000xf32>
  return %0 : tensor<40000x40000xf32>
}
