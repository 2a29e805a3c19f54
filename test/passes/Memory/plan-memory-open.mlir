// RUN: sinter-opt --plan-memory --verify-planned %s | FileCheck %s
// RUN: sinter-opt --plan-memory --verify-planned %s | sed 's/max = 16/max = 0/' | FileCheck --check-prefix=SLICES %s

// Where calls decide sizes, the arena tells which buffer lies above which; the workspace is that of
// the largest call: 16 * 64 * 4 bytes twice, rounded to lines, and the plain buffer.

module attributes {exec.dims = [{max = 16 : i64, min = 1 : i64, name = "batch", witness = 48523 : i64}]} {
// CHECK: exec.export "main" {{.*}} workspace 8256 {plan.arena =
// CHECK-SAME: array<i64: 12421888>
// CHECK-SAME: array<i64: 12421888>, array<i64: 0>
exec.export "main" inputs ["x" : tensor<48523xf32>] outputs ["y" : tensor<48523xf32>]

func.func @main(%x: tensor<48523xf32>) -> tensor<48523xf32> {
  // SLICES: plan.slice %{{.*}} {plan.buffer = [[A:[0-9]]] : i64} : {{.*}} to memref<48523x64xf32>
  // SLICES: plan.slice %{{.*}} {plan.buffer = [[P:[0-9]]] : i64} : {{.*}} to memref<16xf32>
  // SLICES: exec.call @wide
  // SLICES: exec.call @next
  %a, %p = flow.dispatch @wide(%x) : (tensor<48523xf32>) -> (tensor<48523x64xf32>, tensor<16xf32>)
  %b = flow.dispatch @next(%a) : (tensor<48523x64xf32>) -> tensor<48523x64xf32>
  %c = flow.dispatch @last(%b, %p) : (tensor<48523x64xf32>, tensor<16xf32>) -> tensor<48523xf32>
  return %c : tensor<48523xf32>
}
func.func private @wide(memref<48523xf32>, memref<48523x64xf32>, memref<16xf32>) attributes {flow.root = "general"}
func.func private @next(memref<48523x64xf32>, memref<48523x64xf32>) attributes {flow.root = "general"}
func.func private @last(memref<48523x64xf32>, memref<16xf32>, memref<48523xf32>) attributes {flow.root = "general"}
}
