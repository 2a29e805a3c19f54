// State is kept from call to call, and every hazard of reading and writing it in one call
// comes out as in the program's order, with both schedules and on both devices.
//
// RUN: sinter-compile %s -o %t.memory.sinter --schedule=min-peak-memory
// RUN: sinter-compile %s -o %t.waves.sinter --schedule=max-concurrency
// RUN: sinter-dump %t.memory.sinter --memory | FileCheck %s
// RUN: %python %S/Inputs/run_state.py sinter-run %t.memory.sinter %t.waves.sinter

// Every variable has a place of its own, and is known by its name.
// CHECK: state: [[#%u,]] bytes per instance
// CHECK-NEXT: [0, 8) count: 1xi64
// CHECK-NEXT: [64, 76) last: 3xi32
// CHECK-NEXT: [128, 140) window: 4x3xi8
// CHECK-NOT: unread

ml_program.global private mutable @count(dense<0> : tensor<1xi64>) : tensor<1xi64>
func.func @counter(%step: tensor<1xi64>) -> tensor<1xi64> {
  %old = ml_program.global_load @count : tensor<1xi64>
  %new = arith.addi %old, %step : tensor<1xi64>
  ml_program.global_store @count = %new : tensor<1xi64>
  return %new : tensor<1xi64>
}

// A state that is read only after the store that replaces it, and before.
ml_program.global private mutable @last(dense<[1, 2, 3]> : tensor<3xi32>) : tensor<3xi32>
func.func @delay(%x: tensor<3xi32>) -> (tensor<3xi32>, tensor<3xi32>) {
  %before = ml_program.global_load @last : tensor<3xi32>
  ml_program.global_store @last = %x : tensor<3xi32>
  %after = ml_program.global_load @last : tensor<3xi32>
  return %before, %after : tensor<3xi32>, tensor<3xi32>
}

// The window moves by one row; zero point -128 at first.
ml_program.global private mutable @window(dense<-128> : tensor<4x3xi8>) : tensor<4x3xi8>
func.func @shift(%row: tensor<1x3xi8>) -> tensor<3xi32> {
  %old = ml_program.global_load @window : tensor<4x3xi8>
  %kept = tensor.extract_slice %old[1, 0] [3, 3] [1, 1] : tensor<4x3xi8> to tensor<3x3xi8>
  %new = tensor.concat dim(0) %kept, %row : (tensor<3x3xi8>, tensor<1x3xi8>) -> tensor<4x3xi8>
  ml_program.global_store @window = %new : tensor<4x3xi8>
  %zero = arith.constant dense<0> : tensor<3xi32>
  %sum = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0)>],
                         iterator_types = ["parallel", "reduction"]}
      ins(%new : tensor<4x3xi8>) outs(%zero : tensor<3xi32>) {
  ^bb0(%a: i8, %b: i32):
    %wide = arith.extsi %a : i8 to i32
    %s = arith.addi %wide, %b : i32
    linalg.yield %s : i32
  } -> tensor<3xi32>
  return %sum : tensor<3xi32>
}

// Neither may be overwritten before the other is read.
ml_program.global private mutable @a(dense<[1.0, 2.0]> : tensor<2xf32>) : tensor<2xf32>
ml_program.global private mutable @b(dense<5.0> : tensor<2xf32>) : tensor<2xf32>
func.func @swap(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %a = ml_program.global_load @a : tensor<2xf32>
  %b = ml_program.global_load @b : tensor<2xf32>
  ml_program.global_store @a = %b : tensor<2xf32>
  ml_program.global_store @b = %a : tensor<2xf32>
  %sum = arith.addf %a, %x : tensor<2xf32>
  return %sum, %b : tensor<2xf32>, tensor<2xf32>
}

// Each is computed from both.
ml_program.global private mutable @p(dense<1> : tensor<1xi32>) : tensor<1xi32>
ml_program.global private mutable @q(dense<1> : tensor<1xi32>) : tensor<1xi32>
func.func @cross(%x: tensor<1xi32>) -> tensor<2xi32> {
  %p = ml_program.global_load @p : tensor<1xi32>
  %q = ml_program.global_load @q : tensor<1xi32>
  %sum = arith.addi %p, %q : tensor<1xi32>
  %difference = arith.subi %p, %q : tensor<1xi32>
  %moved = arith.addi %difference, %x : tensor<1xi32>
  ml_program.global_store @p = %sum : tensor<1xi32>
  ml_program.global_store @q = %moved : tensor<1xi32>
  %both = tensor.concat dim(0) %sum, %moved : (tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
  return %both : tensor<2xi32>
}

// Overwritten element by element, by several threads and in vectors that do not fit.
ml_program.global private mutable @mean(dense<8.0> : tensor<41x67xf32>) : tensor<41x67xf32>
func.func @smooth(%x: tensor<41x67xf32>) -> tensor<41xf32> {
  %half = arith.constant dense<0.5> : tensor<41x67xf32>
  %old = ml_program.global_load @mean : tensor<41x67xf32>
  %kept = arith.mulf %old, %half : tensor<41x67xf32>
  %new = arith.addf %kept, %x : tensor<41x67xf32>
  ml_program.global_store @mean = %new : tensor<41x67xf32>
  %zero = arith.constant dense<0.0> : tensor<41xf32>
  %sum = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>],
                         iterator_types = ["parallel", "reduction"]}
      ins(%new : tensor<41x67xf32>) outs(%zero : tensor<41xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<41xf32>
  return %sum : tensor<41xf32>
}

// The first store is lost, the loaded value is stored again, a constant is stored.
ml_program.global private mutable @twice(dense<7> : tensor<2xi32>) : tensor<2xi32>
ml_program.global private mutable @again(dense<9> : tensor<2xi32>) : tensor<2xi32>
ml_program.global private mutable @fixed(dense<1> : tensor<2xi32>) : tensor<2xi32>
func.func @stores(%x: tensor<2xi32>) -> (tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) {
  %c = arith.constant dense<[3, 4]> : tensor<2xi32>
  %twice = ml_program.global_load @twice : tensor<2xi32>
  %again = ml_program.global_load @again : tensor<2xi32>
  %fixed = ml_program.global_load @fixed : tensor<2xi32>
  ml_program.global_store @twice = %c : tensor<2xi32>
  %first = ml_program.global_load @twice : tensor<2xi32>
  %sum = arith.addi %first, %x : tensor<2xi32>
  ml_program.global_store @twice = %sum : tensor<2xi32>
  ml_program.global_store @again = %again : tensor<2xi32>
  ml_program.global_store @fixed = %c : tensor<2xi32>
  return %twice, %again, %fixed : tensor<2xi32>, tensor<2xi32>, tensor<2xi32>
}

// Nobody stores it: a constant. Nobody loads it: no state at all.
ml_program.global private mutable @constant(dense<2> : tensor<2xi32>) : tensor<2xi32>
ml_program.global private @immutable(dense<3> : tensor<2xi32>) : tensor<2xi32>
ml_program.global private mutable @unread(dense<0> : tensor<2xi32>) : tensor<2xi32>
func.func @constants(%x: tensor<2xi32>) -> tensor<2xi32> {
  %c = ml_program.global_load @constant : tensor<2xi32>
  %i = ml_program.global_load_const @immutable : tensor<2xi32>
  ml_program.global_store @unread = %x : tensor<2xi32>
  %s = arith.addi %c, %i : tensor<2xi32>
  %t = arith.addi %s, %x : tensor<2xi32>
  return %t : tensor<2xi32>
}

// What begins without a value begins as zeros; booleans are bytes.
ml_program.global private mutable @flags : tensor<2xi1>
func.func @toggle(%x: tensor<2xi1>) -> tensor<2xi1> {
  %old = ml_program.global_load @flags : tensor<2xi1>
  %new = arith.xori %old, %x : tensor<2xi1>
  ml_program.global_store @flags = %new : tensor<2xi1>
  return %old : tensor<2xi1>
}

// In branches and loops, and in a helper function.
ml_program.global private mutable @total(dense<0> : tensor<i32>) : tensor<i32>
func.func private @add(%x: tensor<i32>) {
  %old = ml_program.global_load @total : tensor<i32>
  %new = arith.addi %old, %x : tensor<i32>
  ml_program.global_store @total = %new : tensor<i32>
  return
}
func.func @branch(%x: tensor<i32>) -> tensor<i32> {
  %value = tensor.extract %x[] : tensor<i32>
  %zero = arith.constant 0 : i32
  %positive = arith.cmpi sgt, %value, %zero : i32
  scf.if %positive {
    func.call @add(%x) : (tensor<i32>) -> ()
  }
  %begin = arith.constant 0 : index
  %one = arith.constant 1 : index
  %end = arith.constant 3 : index
  scf.for %i = %begin to %end step %one {
    func.call @add(%x) : (tensor<i32>) -> ()
  }
  %now = ml_program.global_load @total : tensor<i32>
  return %now : tensor<i32>
}
