// RUN: sinter-opt --split-input-file --expand-math %s | FileCheck %s

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, hasFma = true>} {
// Polynomials take fused multiply-adds where the machine has them.
// CHECK-LABEL: func.func private @exponential
// CHECK-NOT:     math.exp
// CHECK:         math.fma
// CHECK-NOT:     math.exp
// CHECK:         return
func.func private @exponential(%a: vector<4xf32>, %out: memref<4xf32>) attributes {flow.root = "elementwise"} {
  %c0 = arith.constant 0 : index
  %y = math.exp %a : vector<4xf32>
  vector.store %y, %out[%c0] : memref<4xf32>, vector<4xf32>
  return
}

// Against a number, a maximum is one comparison, and NaN stays.
// CHECK-LABEL: func.func private @relu
// CHECK-SAME:    (%[[X:.*]]: f32,
// CHECK:         %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK:         %[[LESS:.*]] = arith.cmpf olt, %[[X]], %[[ZERO]] : f32
// CHECK-NEXT:    %[[RELU:.*]] = arith.select %[[LESS]], %[[ZERO]], %[[X]] : f32
// CHECK-NEXT:    memref.store %[[RELU]]
func.func private @relu(%x: f32, %out: memref<f32>) attributes {flow.root = "elementwise"} {
  %zero = arith.constant 0.0 : f32
  %y = arith.maximumf %zero, %x : f32
  memref.store %y, %out[] : memref<f32>
  return
}

// A quotient by a constant is a product whose remainder corrects it; by a power of two,
// the product alone. By a computed value it stays.
// CHECK-LABEL: func.func private @quotients
// CHECK-SAME:    (%[[X:[a-z0-9]+]]: f32,
// CHECK-DAG:     %[[TENTH:.*]] = arith.constant 1.000000e-01 : f32
// CHECK-DAG:     %[[EIGHTH:.*]] = arith.constant 1.250000e-01 : f32
// CHECK:         %[[Q:.*]] = arith.mulf %[[X]], %[[TENTH]]
// CHECK-NEXT:    %[[REST:.*]] = math.fma %[[Q]], %{{.*}}, %[[X]]
// CHECK-NEXT:    %[[GOOD:.*]] = math.fma %[[REST]], %[[TENTH]], %[[Q]]
// CHECK-NEXT:    %[[NAN:.*]] = arith.cmpf uno, %[[GOOD]], %[[GOOD]]
// CHECK-NEXT:    arith.select %[[NAN]], %[[Q]], %[[GOOD]]
// CHECK:         arith.mulf %{{.*}}, %[[EIGHTH]]
// CHECK:         arith.divf
func.func private @quotients(%x: f32, %y: f32, %out: memref<f32>) attributes {flow.root = "elementwise"} {
  %ten = arith.constant 10.0 : f32
  %eight = arith.constant 8.0 : f32
  %a = arith.divf %x, %ten : f32
  %b = arith.divf %a, %eight : f32
  %c = arith.divf %b, %y : f32
  memref.store %c, %out[] : memref<f32>
  return
}

// Rounding is an instruction here.
// CHECK-LABEL: func.func private @floor
// CHECK:         math.floor
func.func private @floor(%x: f32, %out: memref<f32>) attributes {flow.root = "elementwise"} {
  %y = math.floor %x : f32
  memref.store %y, %out[] : memref<f32>
  return
}

// CHECK-LABEL: func.func @host
// CHECK:         math.exp
func.func @host(%x: f32) -> f32 {
  %y = math.exp %x : f32
  return %y : f32
}
}

// -----

module attributes {exec.machine = #exec.machine<triple = "thumbv7em-none-eabi", cpu = "cortex-m4",
    features = "", indexBits = 32>} {
// No fused multiply-add, no rounding instruction: arithmetic alone.
// CHECK-LABEL: func.func private @plain
// CHECK-NOT:     math.{{(fma|floor)}}
// CHECK:         memref.store
func.func private @plain(%x: f32, %out: memref<f32>) attributes {flow.root = "elementwise"} {
  %y = math.fma %x, %x, %x : f32
  %z = math.floor %y : f32
  memref.store %z, %out[] : memref<f32>
  return
}
}

// -----

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 256, hasFma = true>} {
// A quotient by a constant that is rounded to an integer needs no division.
// CHECK-LABEL: func.func private @rounded_quotient
// CHECK-NOT:     arith.divf
// CHECK:         math.fma
// CHECK:         math.fma
// CHECK:         math.roundeven
func.func private @rounded_quotient(%x: vector<8xf32>, %out: memref<8xf32>) attributes {flow.root = "elementwise"} {
  %c0 = arith.constant 0 : index
  %scale = arith.constant dense<0.1> : vector<8xf32>
  %q = arith.divf %x, %scale : vector<8xf32>
  %y = math.roundeven %q : vector<8xf32>
  vector.store %y, %out[%c0] : memref<8xf32>, vector<8xf32>
  return
}

// The reciprocal of a tiny divisor is no normal number.
// CHECK-LABEL: func.func private @tiny_divisor
// CHECK:         arith.divf
func.func private @tiny_divisor(%x: vector<8xf32>, %out: memref<8xf32>) attributes {flow.root = "elementwise"} {
  %c0 = arith.constant 0 : index
  %scale = arith.constant dense<1.0e-35> : vector<8xf32>
  %q = arith.divf %x, %scale : vector<8xf32>
  %y = math.roundeven %q : vector<8xf32>
  vector.store %y, %out[%c0] : memref<8xf32>, vector<8xf32>
  return
}
}

// -----

module attributes {exec.machine = #exec.machine<triple = "x86_64", cpu = "", features = "",
    vectorBits = 128, hasFma = false>} {
// Without fused multiply-adds there is no exact rest.
// CHECK-LABEL: func.func private @no_fma
// CHECK:         arith.divf
func.func private @no_fma(%x: vector<4xf32>, %out: memref<4xf32>) attributes {flow.root = "elementwise"} {
  %c0 = arith.constant 0 : index
  %scale = arith.constant dense<0.1> : vector<4xf32>
  %q = arith.divf %x, %scale : vector<4xf32>
  %y = math.roundeven %q : vector<4xf32>
  vector.store %y, %out[%c0] : memref<4xf32>, vector<4xf32>
  return
}
}
