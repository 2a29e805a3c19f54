// RUN: sinter-opt --lower-dispatches %s | FileCheck %s

module attributes {exec.machine = #exec.machine<triple = "armv7", cpu = "", features = "",
    indexBits = 32>} {
// Buffers are loaded from the argument; accesses say that they never meet.
// CHECK-LABEL: llvm.func hidden @add
// CHECK-SAME:    (%[[ARGUMENTS:.*]]: !llvm.ptr, %[[WORKGROUP:.*]]: i32)
// CHECK-SAME:    exec.workgroups = 2 : i64
// CHECK-SAME:    flow.root = "elementwise"
// CHECK:         llvm.load %[[ARGUMENTS]] invariant dereferenceable<bytes = 32>
// CHECK:         %[[OUT:.*]] = llvm.getelementptr %[[ARGUMENTS]][1]
// CHECK:         llvm.load %[[OUT]] invariant dereferenceable<bytes = 32>
// CHECK:         llvm.mul %[[WORKGROUP]], %{{.*}} : i32
// CHECK:         llvm.load {{.*}}alias_scopes = [#[[A:.*]]], alignment = 4 : i64, noalias_scopes = [#[[B:.*]]]} : !llvm.ptr -> vector<4xf32>
// CHECK:         llvm.store {{.*}}alias_scopes = [#[[B]]], alignment = 4 : i64, noalias_scopes = [#[[A]]]}
func.func private @add(%a: memref<2x4xf32>, %b: memref<2x4xf32>)
    attributes {flow.root = "elementwise", exec.workgroups = 2 : i64} {
  %c0 = arith.constant 0 : index
  %id = exec.workgroup_id
  %x = vector.load %a[%id, %c0] : memref<2x4xf32>, vector<4xf32>
  %y = arith.addf %x, %x : vector<4xf32>
  vector.store %y, %b[%id, %c0] : memref<2x4xf32>, vector<4xf32>
  return
}

// One boolean per byte.
// CHECK-LABEL: llvm.func hidden @booleans
// CHECK:         %[[BYTES:.*]] = llvm.load {{.*}} -> vector<8xi8>
// CHECK:         llvm.trunc %[[BYTES]] : vector<8xi8> to vector<8xi1>
// CHECK:         llvm.zext %{{.*}} : vector<8xi1> to vector<8xi8>
func.func private @booleans(%a: memref<8xi1>, %b: memref<8xi1>) attributes {flow.root = "copy"} {
  %c0 = arith.constant 0 : index
  %x = vector.load %a[%c0] : memref<8xi1>, vector<8xi1>
  vector.store %x, %b[%c0] : memref<8xi1>, vector<8xi1>
  return
}

// CHECK-LABEL: func.func @host
func.func @host(%a: memref<8xi1>) {
  return
}
}
