// RUN: sinter-opt --expand-math %s | FileCheck %s

// The greater of two floats of 16 bits is chosen as f32, and their remainder computed so.
module attributes {exec.machine = #exec.machine<triple = "", cpu = "", features = "", vectorBits = 128, dotProduct = "vmladava", laneBits = 32>} {
  // CHECK-LABEL: func @greater
  // CHECK:         arith.extf %{{.*}} : vector<8xf16> to vector<8xf32>
  // CHECK-NOT:     arith.maximumf
  // CHECK:         arith.truncf %{{.*}} : vector<8xf32> to vector<8xf16>
  func.func @greater(%x: vector<8xf16>, %y: vector<8xf16>) -> vector<8xf16> attributes {flow.root = "elementwise"} {
    %0 = arith.maximumf %x, %y : vector<8xf16>
    return %0 : vector<8xf16>
  }

  // CHECK-LABEL: func @remainder
  // CHECK-NOT:     arith.remf
  // CHECK:         arith.truncf %{{.*}} : f32 to f16
  func.func @remainder(%x: f16, %y: f16) -> f16 attributes {flow.root = "elementwise"} {
    %0 = arith.remf %x, %y : f16
    return %0 : f16
  }
}
