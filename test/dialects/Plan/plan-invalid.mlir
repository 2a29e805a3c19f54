// RUN: sinter-opt --split-input-file --verify-diagnostics %s

func.func @beyond_the_end(%workspace: memref<64xi8>) {
  // expected-error @+1 {{ends at byte 96, but the source holds 64}}
  %0 = plan.slice %workspace[32] : memref<64xi8> to memref<4x4xf32>
  return
}

// -----

func.func @overflowing_size(%workspace: memref<64xi8>) {
  // expected-error @+1 {{needs a buffer type with a byte size}}
  %0 = plan.slice %workspace[0] : memref<64xi8> to memref<4294967296x4294967296xf32>
  return
}

// -----

func.func @negative_offset(%workspace: memref<64xi8>) {
  // expected-error @+1 {{attribute 'offset' failed to satisfy constraint}}
  %0 = plan.slice %workspace[-1] : memref<64xi8> to memref<4xi8>
  return
}

// -----

// expected-error @below {{begins with elements that differ, so its value has to lie in the constants}}
plan.variable "x" 0 = dense<[1, 2]> : tensor<2xi8>

// -----

// expected-error @below {{attribute 'constants' failed to satisfy constraint}}
plan.variable "x" 0 = dense<[1, 2]> : tensor<2xi8> constants -64
