// RUN: sinter-opt --schedule-dispatches %s | FileCheck %s
// RUN: sinter-opt --schedule-dispatches=max-concurrency %s | FileCheck --check-prefix=WAVES %s
// What needs a dim that data decide goes behind the call that counts it, although it reads
// nothing of it; and the dim is set at once.

module attributes {exec.dims = [{bound = array<i64: 8>, max = 0 : i64, min = 0 : i64, name = "nz.count", witness = 32611 : i64}]} {
// CHECK-LABEL: @main
// CHECK: flow.dispatch @count
// CHECK-NEXT: exec.set_dim 0
// CHECK: flow.dispatch @fill
// WAVES-LABEL: @main
// WAVES: flow.dispatch @count
// WAVES-SAME: plan.wave = 0
// WAVES-NEXT: exec.set_dim 0
// WAVES: flow.dispatch @fill
// WAVES-SAME: plan.wave = 1
func.func @main(%x: tensor<8xf32>) -> tensor<32611xf32> {
  %y = flow.dispatch @fill(%x) {exec.needs_dims = array<i64: 0>} : (tensor<8xf32>) -> tensor<32611xf32>
  %n = flow.dispatch @count(%x) : (tensor<8xf32>) -> tensor<1xi64>
  exec.set_dim 0 = %n : tensor<1xi64>
  return %y : tensor<32611xf32>
}
}
