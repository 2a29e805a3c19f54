// RUN: sinter-opt --promote-state %s --split-input-file | FileCheck %s

// Two variables are swapped: both loads come first, whatever the order of accesses.
ml_program.global private mutable @a(dense<1.0> : tensor<2xf32>) : tensor<2xf32>
ml_program.global private mutable @b(dense<2.0> : tensor<2xf32>) : tensor<2xf32>
// CHECK-LABEL: func @swap
// CHECK-NEXT: %[[A:.*]] = ml_program.global_load @a
// CHECK-NEXT: %[[B:.*]] = ml_program.global_load @b
// CHECK-NEXT: ml_program.global_store @a = %[[B]]
// CHECK-NEXT: ml_program.global_store @b = %[[A]]
// CHECK-NEXT: return
func.func @swap() {
  %b = ml_program.global_load @b : tensor<2xf32>
  %a = ml_program.global_load @a : tensor<2xf32>
  ml_program.global_store @b = %a : tensor<2xf32>
  ml_program.global_store @a = %b : tensor<2xf32>
  return
}

// -----

// A load after a store is what was stored; of two stores the last one counts.
ml_program.global private mutable @x(dense<0> : tensor<2xi32>) : tensor<2xi32>
// CHECK-LABEL: func @forward
// CHECK-SAME: (%[[P:.*]]: tensor<2xi32>, %[[Q:.*]]: tensor<2xi32>)
// CHECK-NEXT: %[[X:.*]] = ml_program.global_load @x
// CHECK-NEXT: ml_program.global_store @x = %[[Q]]
// CHECK-NEXT: return %[[X]], %[[P]]
func.func @forward(%p: tensor<2xi32>, %q: tensor<2xi32>) -> (tensor<2xi32>, tensor<2xi32>) {
  %old = ml_program.global_load @x : tensor<2xi32>
  ml_program.global_store @x = %p : tensor<2xi32>
  %new = ml_program.global_load @x : tensor<2xi32>
  ml_program.global_store @x = %q : tensor<2xi32>
  return %old, %new : tensor<2xi32>, tensor<2xi32>
}

// -----

// Storing what was loaded changes nothing; a function that only stores loads nothing.
ml_program.global private mutable @x(dense<0> : tensor<2xi32>) : tensor<2xi32>
// CHECK-LABEL: func @keep
// CHECK-NEXT: %[[X:.*]] = ml_program.global_load @x
// CHECK-NEXT: return %[[X]]
func.func @keep() -> tensor<2xi32> {
  %old = ml_program.global_load @x : tensor<2xi32>
  ml_program.global_store @x = %old : tensor<2xi32>
  return %old : tensor<2xi32>
}
// CHECK-LABEL: func @set
// CHECK-NEXT: ml_program.global_store @x
func.func @set(%v: tensor<2xi32>) {
  ml_program.global_store @x = %v : tensor<2xi32>
  return
}

// -----

// CHECK-NOT: ml_program
// What nobody stores is a constant; what nobody loads goes.
ml_program.global private @immutable(dense<1> : tensor<2xi32>) : tensor<2xi32>
ml_program.global private mutable @unstored : tensor<2xi32>
ml_program.global private mutable @unread(dense<3> : tensor<2xi32>) : tensor<2xi32>
// CHECK-LABEL: func @constants
// CHECK: arith.constant dense<1> : tensor<2xi32>
// CHECK: arith.constant dense<0> : tensor<2xi32>
func.func @constants(%v: tensor<2xi32>) -> (tensor<2xi32>, tensor<2xi32>) {
  %i = ml_program.global_load_const @immutable : tensor<2xi32>
  %u = ml_program.global_load @unstored : tensor<2xi32>
  ml_program.global_store @unread = %v : tensor<2xi32>
  return %i, %u : tensor<2xi32>, tensor<2xi32>
}

// -----

// A variable of booleans is one of bytes.
// CHECK: ml_program.global private mutable @flags(dense<[1, 0]> : tensor<2xi8>) : tensor<2xi8>
ml_program.global private mutable @flags(dense<[true, false]> : tensor<2xi1>) : tensor<2xi1>
// CHECK-LABEL: func @booleans
// CHECK: %[[OLD:.*]] = ml_program.global_load @flags : tensor<2xi8>
// CHECK: %[[BITS:.*]] = arith.trunci %[[OLD]]
// CHECK: %[[NEW:.*]] = arith.extui
// CHECK: ml_program.global_store @flags = %[[NEW]]
// CHECK: return %[[BITS]]
func.func @booleans(%v: tensor<2xi1>) -> tensor<2xi1> {
  %old = ml_program.global_load @flags : tensor<2xi1>
  ml_program.global_store @flags = %v : tensor<2xi1>
  return %old : tensor<2xi1>
}

// -----

// A branch yields what it stores, or else what was there.
ml_program.global private mutable @x(dense<0> : tensor<i32>) : tensor<i32>
// CHECK-LABEL: func @branch
// CHECK: %[[X:.*]] = ml_program.global_load @x
// CHECK: %[[NEW:.*]] = scf.if %{{.*}} -> (tensor<i32>) {
// CHECK-NEXT: scf.yield %{{.*}} : tensor<i32>
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[X]] : tensor<i32>
// CHECK: ml_program.global_store @x = %[[NEW]]
func.func @branch(%c: i1, %v: tensor<i32>) -> tensor<i32> {
  scf.if %c {
    ml_program.global_store @x = %v : tensor<i32>
  }
  %new = ml_program.global_load @x : tensor<i32>
  return %new : tensor<i32>
}

// -----

// A loop carries what it stores; what it only loads it reads from outside.
ml_program.global private mutable @x(dense<0> : tensor<i32>) : tensor<i32>
ml_program.global private mutable @y(dense<0> : tensor<i32>) : tensor<i32>
// CHECK-LABEL: func @loop
// CHECK: %[[X:.*]] = ml_program.global_load @x
// CHECK: %[[Y:.*]] = ml_program.global_load @y
// CHECK: %[[NEW:.*]] = scf.while (%[[BEFORE:.*]] = %[[X]]) : (tensor<i32>) -> tensor<i32> {
// CHECK: scf.condition(%{{.*}}) %[[BEFORE]]
// CHECK: ^bb0(%[[BODY:.*]]: tensor<i32>):
// CHECK: %[[SUM:.*]] = arith.addi %[[BODY]], %[[Y]]
// CHECK: scf.yield %[[SUM]]
// CHECK: ml_program.global_store @x = %[[NEW]]
func.func @loop(%limit: i32, %v: tensor<i32>) {
  scf.while : () -> () {
    %now = ml_program.global_load @x : tensor<i32>
    %value = tensor.extract %now[] : tensor<i32>
    %goOn = arith.cmpi slt, %value, %limit : i32
    scf.condition(%goOn)
  } do {
    %now = ml_program.global_load @x : tensor<i32>
    %step = ml_program.global_load @y : tensor<i32>
    %sum = arith.addi %now, %step : tensor<i32>
    ml_program.global_store @x = %sum : tensor<i32>
    scf.yield
  }
  ml_program.global_store @y = %v : tensor<i32>
  return
}

// -----

// So is one whose first value is a resource, which holds bytes already.
// CHECK: ml_program.global private mutable @flags(dense_resource<flags> : tensor<2xi8>) : tensor<2xi8>
ml_program.global private mutable @flags(dense_resource<flags> : tensor<2xi1>) : tensor<2xi1>
// CHECK-LABEL: func @resource
// CHECK: ml_program.global_load @flags : tensor<2xi8>
func.func @resource(%v: tensor<2xi1>) -> tensor<2xi1> {
  %old = ml_program.global_load @flags : tensor<2xi1>
  ml_program.global_store @flags = %v : tensor<2xi1>
  return %old : tensor<2xi1>
}
{-#
  dialect_resources: { builtin: { flags: "0x010000000100" } }
#-}
