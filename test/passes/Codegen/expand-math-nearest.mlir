// RUN: sinter-opt --split-input-file --expand-math %s | FileCheck %s

// The end of a quantization: bounds move below the zero point, then one operation rounds and converts.
module attributes {exec.machine = #exec.machine<triple = "x86_64-unknown-linux-elf", cpu = "", features = "", vectorBits = 512>} {
  // CHECK-LABEL: func @quantize(
  // CHECK-SAME:      %[[X:.*]]: vector<16xf32>
  // CHECK-DAG:     %[[LOW:.*]] = arith.constant dense<-1.170000e+02> : vector<16xf32>
  // CHECK-DAG:     %[[HIGH:.*]] = arith.constant dense<1.380000e+02> : vector<16xf32>
  // CHECK-DAG:     %[[ZERO:.*]] = arith.constant dense<117> : vector<16xi32>
  // CHECK:         %[[OVER:.*]] = arith.cmpf ogt, %[[X]], %[[LOW]]
  // CHECK:         %[[MAX:.*]] = arith.select %[[OVER]], %[[X]], %[[LOW]]
  // CHECK:         %[[UNDER:.*]] = arith.cmpf olt, %[[MAX]], %[[HIGH]]
  // CHECK:         %[[MIN:.*]] = arith.select %[[UNDER]], %[[MAX]], %[[HIGH]]
  // CHECK:         %[[NEAREST:.*]] = llvm.intr.lrint(%[[MIN]])
  // CHECK:         arith.addi %[[NEAREST]], %[[ZERO]]
  // CHECK-NOT:     roundeven
  func.func @quantize(%x: vector<16xf32>) -> vector<16xi32> attributes {flow.root = "matmul"} {
    %low = arith.constant dense<0.0> : vector<16xf32>
    %high = arith.constant dense<255.0> : vector<16xf32>
    %zero = arith.constant dense<117.0> : vector<16xf32>
    %0 = math.roundeven %x : vector<16xf32>
    %1 = arith.addf %0, %zero : vector<16xf32>
    %2 = arith.cmpf ogt, %1, %low : vector<16xf32>
    %3 = arith.select %2, %1, %low : vector<16xi1>, vector<16xf32>
    %4 = arith.cmpf olt, %3, %high : vector<16xf32>
    %5 = arith.select %4, %3, %high : vector<16xi1>, vector<16xf32>
    %6 = arith.fptosi %5 : vector<16xf32> to vector<16xi32>
    return %6 : vector<16xi32>
  }

  // Half a step is no whole number, and what has no upper bound converts as it always did.
  // CHECK-LABEL: func @fraction
  // CHECK:         roundeven
  // CHECK-NOT:     lrint
  func.func @fraction(%x: f32) -> i32 attributes {flow.root = "matmul"} {
    %half = arith.constant 0.5 : f32
    %0 = math.roundeven %x : f32
    %1 = arith.addf %0, %half : f32
    %2 = arith.fptosi %1 : f32 to i32
    return %2 : i32
  }
  // CHECK-LABEL: func @unbounded
  // CHECK:         roundeven
  // CHECK-NOT:     lrint
  func.func @unbounded(%x: f32) -> i32 attributes {flow.root = "matmul"} {
    %low = arith.constant 0.0 : f32
    %0 = math.roundeven %x : f32
    %1 = arith.cmpf ogt, %0, %low : f32
    %2 = arith.select %1, %0, %low : f32
    %3 = arith.fptosi %2 : f32 to i32
    return %3 : i32
  }
}
