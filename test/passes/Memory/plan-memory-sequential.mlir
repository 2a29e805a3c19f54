// RUN: sinter-opt --plan-memory=sequential=true --verify-planned --split-input-file %s | FileCheck %s
// RUN: sinter-opt --plan-memory --verify-planned --split-input-file %s | FileCheck %s --check-prefix=APART

// Four workgroups, each reading and writing 64 bytes: a result lies 64 bytes below what it is
// made of, or as much above, written from the end. Where workgroups may run at once, buffers
// lie apart.
// CHECK: exec.export "main" {{.*}} workspace 320 {exec.sequential}
// APART: exec.export "main" {{.*}} workspace 512
// APART-NOT: exec.sequential
exec.export "main" inputs ["x" : tensor<64xf32>] outputs ["y" : tensor<64xf32>]
// CHECK: func @main
func.func @main(%x: tensor<64xf32>) -> tensor<64xf32> {
  // CHECK: exec.call @double{{.*}} writes [0, 256] :
  %0 = flow.dispatch @double(%x) : (tensor<64xf32>) -> tensor<64xf32>
  // CHECK: exec.call @double{{.*}} writes [64, 256] {plan.descending} :
  %1 = flow.dispatch @double(%0) : (tensor<64xf32>) -> tensor<64xf32>
  // CHECK: exec.call @double{{.*}} writes [0, 256] :
  %2 = flow.dispatch @double(%1) : (tensor<64xf32>) -> tensor<64xf32>
  // CHECK: exec.call @double{{.*}} writes [] :
  %y = flow.dispatch @double(%2) : (tensor<64xf32>) -> tensor<64xf32>
  return %y : tensor<64xf32>
}
func.func private @double(%x: memref<64xf32>, %y: memref<64xf32>) attributes {flow.root = "elementwise", exec.workgroups = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %workgroup = exec.workgroup_id
  %begin = arith.muli %workgroup, %c16 : index
  scf.for %i = %c0 to %c16 step %c1 {
    %place = arith.addi %begin, %i : index
    %value = memref.load %x[%place] : memref<64xf32>
    %sum = arith.addf %value, %value : f32
    memref.store %sum, %y[%place] : memref<64xf32>
  }
  return
}

// -----

// A window of three rows, as a convolution's: no workgroup overwrites what a later one reads, so
// the result's 256 bytes take 64 or 192 besides the operand's 384. The operand of the sum, which
// is read later, stays apart.
// CHECK: exec.export "main" {{.*}} workspace 832
exec.export "main" inputs ["x" : tensor<6x16xf32>] outputs ["y" : tensor<4x16xf32>]
func.func @main(%x: tensor<6x16xf32>) -> tensor<4x16xf32> {
  // CHECK: exec.call @make{{.*}} writes [0, 384]
  %0 = flow.dispatch @make(%x) : (tensor<6x16xf32>) -> tensor<6x16xf32>
  %1 = flow.dispatch @make(%0) : (tensor<6x16xf32>) -> tensor<6x16xf32>
  // CHECK: exec.call @make{{.*}} writes [384, 384]
  // CHECK: exec.call @window{{.*}} writes [576, 256] {plan.descending} :
  %2 = flow.dispatch @window(%1) : (tensor<6x16xf32>) -> tensor<4x16xf32>
  %y = flow.dispatch @join(%0, %2) : (tensor<6x16xf32>, tensor<4x16xf32>) -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}
func.func private @make(memref<6x16xf32>, memref<6x16xf32>) attributes {flow.root = "general"}
func.func private @join(memref<6x16xf32>, memref<4x16xf32>, memref<4x16xf32>) attributes {flow.root = "general"}
func.func private @window(%x: memref<6x16xf32>, %y: memref<4x16xf32>) attributes {flow.root = "conv", exec.workgroups = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %workgroup = exec.workgroup_id
  %first = vector.load %x[%workgroup, %c0] : memref<6x16xf32>, vector<16xf32>
  %next = arith.addi %workgroup, %c2 : index
  %last = vector.load %x[%next, %c0] : memref<6x16xf32>, vector<16xf32>
  %sum = arith.addf %first, %last : vector<16xf32>
  vector.store %sum, %y[%workgroup, %c0] : memref<4x16xf32>, vector<16xf32>
  return
}

// -----

// What is not understood keeps its buffers apart: a place that is loaded from memory.
// CHECK: exec.export "main" {{.*}} workspace 512
exec.export "main" inputs ["x" : tensor<64xi32>] outputs ["y" : tensor<64xi32>]
func.func @main(%x: tensor<64xi32>) -> tensor<64xi32> {
  %0 = flow.dispatch @gather(%x) : (tensor<64xi32>) -> tensor<64xi32>
  %1 = flow.dispatch @gather(%0) : (tensor<64xi32>) -> tensor<64xi32>
  %y = flow.dispatch @gather(%1) : (tensor<64xi32>) -> tensor<64xi32>
  return %y : tensor<64xi32>
}
func.func private @gather(%x: memref<64xi32>, %y: memref<64xi32>) attributes {flow.root = "elementwise", exec.workgroups = 64 : i64} {
  %workgroup = exec.workgroup_id
  %number = memref.load %x[%workgroup] : memref<64xi32>
  %place = arith.index_cast %number : i32 to index
  %value = memref.load %x[%place] : memref<64xi32>
  memref.store %value, %y[%workgroup] : memref<64xi32>
  return
}

// -----

// A branch that no workgroup but the first takes, a loop with steps, and a view: the border of a
// padded result is written with the rows beside it.
// CHECK: exec.export "main" {{.*}} workspace 384
exec.export "main" inputs ["x" : tensor<4x16xf32>] outputs ["y" : tensor<5x16xf32>]
func.func @main(%x: tensor<4x16xf32>) -> tensor<5x16xf32> {
  %0 = flow.dispatch @start(%x) : (tensor<4x16xf32>) -> tensor<4x16xf32>
  %1 = flow.dispatch @pad(%0) : (tensor<4x16xf32>) -> tensor<5x16xf32>
  %y = flow.dispatch @finish(%1) : (tensor<5x16xf32>) -> tensor<5x16xf32>
  return %y : tensor<5x16xf32>
}
func.func private @start(memref<4x16xf32>, memref<4x16xf32>) attributes {flow.root = "general"}
func.func private @finish(memref<5x16xf32>, memref<5x16xf32>) attributes {flow.root = "general"}
func.func private @pad(%x: memref<4x16xf32>, %y: memref<5x16xf32>) attributes {flow.root = "pad", exec.workgroups = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant dense<0.0> : vector<4xf32>
  %workgroup = exec.workgroup_id
  %is_first = arith.cmpi eq, %workgroup, %c0 : index
  %flat = memref.reinterpret_cast %y to offset: [0], sizes: [80], strides: [1] : memref<5x16xf32> to memref<80xf32>
  %begin = arith.muli %workgroup, %c16 : index
  scf.if %is_first {
    scf.for %i = %c0 to %c16 step %c4 {
      vector.store %zero, %flat[%i] : memref<80xf32>, vector<4xf32>
    }
  }
  scf.for %i = %c0 to %c16 step %c4 {
    %row = arith.addi %begin, %i : index
    %place = arith.addi %row, %c16 : index
    %values = vector.load %x[%workgroup, %i] : memref<4x16xf32>, vector<4xf32>
    vector.store %values, %flat[%place] : memref<80xf32>, vector<4xf32>
  }
  return
}

// -----

// What a body loads at places that it computes is read as well: the result lies apart.
// CHECK: exec.export "main" {{.*}} workspace 512
exec.export "main" inputs ["x" : tensor<64xf32>, "at" : tensor<64xi32>] outputs ["y" : tensor<64xf32>]
func.func @main(%x: tensor<64xf32>, %at: tensor<64xi32>) -> tensor<64xf32> {
  %0 = flow.dispatch @make(%x) : (tensor<64xf32>) -> tensor<64xf32>
  %1 = flow.dispatch @gather(%0, %at) : (tensor<64xf32>, tensor<64xi32>) -> tensor<64xf32>
  %y = flow.dispatch @make(%1) : (tensor<64xf32>) -> tensor<64xf32>
  return %y : tensor<64xf32>
}
func.func private @make(memref<64xf32>, memref<64xf32>) attributes {flow.root = "general"}
func.func private @gather(%x: memref<64xf32>, %at: memref<64xi32>, %y: memref<64xf32>) attributes {flow.root = "elementwise", exec.workgroups = 1 : i64} {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%at : memref<64xi32>) outs(%y : memref<64xf32>) {
  ^bb0(%place: i32, %old: f32):
    %index = arith.index_cast %place : i32 to index
    %value = memref.load %x[%index] : memref<64xf32>
    linalg.yield %value : f32
  }
  return
}
