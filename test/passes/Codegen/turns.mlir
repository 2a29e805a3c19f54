// RUN: sinter-opt --split-input-file --pass-pipeline='builtin.module(func.func(tile-registers))' %s | FileCheck %s

// Steps of a recurrence that are large enough are cut in parts. A part belongs to
// whoever claims it, and all wait until all parts are done.
// CHECK-LABEL: func @shared(
// CHECK-SAME: exec.turns = 2 : i64, exec.workgroups = 2 : i64
// CHECK: %[[WORKGROUP:.*]] = exec.workgroup_id
// CHECK: scf.for %[[STEP:.*]] = %c0
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %c2
// CHECK: %[[SUM:.*]] = arith.addi %[[WORKGROUP]], %[[I]]
// CHECK: arith.remui %[[SUM]], %c2
// CHECK: %[[OLD:.*]] = llvm.atomicrmw umax %{{.*}}, %[[TURN:.*]] acq_rel
// CHECK: %[[OURS:.*]] = arith.cmpi ult, %[[OLD]], %[[TURN]]
// CHECK: scf.if %[[OURS]]
// CHECK: vector.fma
// CHECK: llvm.store %[[TURN]], %{{.*}} atomic release
// CHECK: scf.while
// CHECK: llvm.load %{{.*}} atomic acquire
// CHECK: llvm.call_intrinsic "llvm.x86.sse2.pause"
// The next turn copies back what the step computed.
// CHECK: llvm.atomicrmw umax
module attributes {exec.machine = #exec.machine<triple = "x86_64-unknown-linux-elf", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, hasFma = true>} {
  func.func @shared(%w: memref<512x512xf32>, %h: memref<512xf32>, %scratch: memref<4096xi8> {plan.scratch}) attributes {flow.root = "general", exec.turns = 0 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c9 = arith.constant 9 : index
    %c512 = arith.constant 512 : index
    %zero = arith.constant 0.0 : f32
    %next = memref.view %scratch[%c512][] : memref<4096xi8> to memref<512xf32>
    scf.for %i = %c0 to %c9 step %c1 {
      linalg.fill ins(%zero : f32) outs(%next : memref<512xf32>)
      linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%w, %h : memref<512x512xf32>, memref<512xf32>) outs(%next : memref<512xf32>) {
      ^bb0(%a: f32, %b: f32, %o: f32):
        %0 = arith.mulf %a, %b : f32
        %1 = arith.addf %o, %0 : f32
        linalg.yield %1 : f32
      }
      memref.copy %next, %h : memref<512xf32> to memref<512xf32>
    }
    return
  }
}

// -----

// Small steps are one workgroup's: the others would hear of each too late.
// CHECK-LABEL: func @alone(
// CHECK-NOT: exec.turns
// CHECK-SAME: exec.workgroups = 1 : i64
// CHECK-NOT: llvm.atomicrmw
module attributes {exec.machine = #exec.machine<triple = "x86_64-unknown-linux-elf", cpu = "", features = "", vectorBits = 512, vectorRegisters = 32, hasFma = true>} {
  func.func @alone(%x: memref<64xf32>, %h: memref<64xf32>, %scratch: memref<512xi8> {plan.scratch}) attributes {flow.root = "general", exec.turns = 0 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c9 = arith.constant 9 : index
    scf.for %i = %c0 to %c9 step %c1 {
      linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : memref<64xf32>) outs(%h : memref<64xf32>) {
      ^bb0(%a: f32, %o: f32):
        %0 = arith.addf %a, %o : f32
        linalg.yield %0 : f32
      }
    }
    return
  }
}
