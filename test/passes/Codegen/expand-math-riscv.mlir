// RUN: sinter-opt --split-input-file --expand-math %s | FileCheck %s

// RISC-V multiplies and shifts vectors of fixed-point numbers in one instruction, on the first lanes of its registers.
#machine = #exec.machine<triple = "riscv64-unknown-linux-elf", cpu = "", features = "", vectorBits = 128, vectorRegisters = 32, vectorGroup = 8>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @multiply
  // CHECK-SAME:      %[[X:.*]]: vector<32xi32>, %[[Y:.*]]: vector<32xi32>
  // CHECK-DAG:     %[[A:.*]] = vector.scalable.insert %[[X]], {{.*}} : vector<32xi32> into vector<[16]xi32>
  // CHECK-DAG:     %[[B:.*]] = vector.scalable.insert %[[Y]], {{.*}} : vector<32xi32> into vector<[16]xi32>
  // CHECK:         llvm.call_intrinsic "llvm.riscv.vsmul"(%{{.*}}, %[[A]], %[[B]], %{{.*}}, %{{.*}}) : (vector<[16]xi32>, vector<[16]xi32>, vector<[16]xi32>, i64, i64)
  // CHECK-NOT:     i64>
  // CHECK:         return
  func.func @multiply(%x: vector<32xi32>, %y: vector<32xi32>) -> vector<32xi32> attributes {flow.root = "elementwise"} {
    %nudge = arith.constant dense<1073741824> : vector<32xi64>
    %bits = arith.constant dense<31> : vector<32xi64>
    %0 = arith.extsi %x : vector<32xi32> to vector<32xi64>
    %1 = arith.extsi %y : vector<32xi32> to vector<32xi64>
    %2 = arith.muli %0, %1 : vector<32xi64>
    %3 = arith.addi %2, %nudge : vector<32xi64>
    %4 = arith.shrsi %3, %bits : vector<32xi64>
    %5 = arith.trunci %4 overflow<nsw> : vector<32xi64> to vector<32xi32>
    return %5 : vector<32xi32>
  }

  // A constant stays a number. What might not keep all bits is left alone: the instruction saturates.
  // CHECK-LABEL: func @multiply_by_number
  // CHECK:         %[[F:.*]] = arith.constant 1073741825 : i32
  // CHECK:         llvm.call_intrinsic "llvm.riscv.vsmul"(%{{.*}}, %{{.*}}, %[[F]], %{{.*}}, %{{.*}}) : (vector<[4]xi32>, vector<[4]xi32>, i32, i64, i64)
  // CHECK:         arith.trunci {{.*}} : vector<8xi64> to vector<8xi32>
  func.func @multiply_by_number(%x: vector<8xi32>) -> (vector<8xi32>, vector<8xi32>) attributes {flow.root = "elementwise"} {
    %nudge = arith.constant dense<1073741824> : vector<8xi64>
    %bits = arith.constant dense<31> : vector<8xi64>
    %factor = arith.constant dense<1073741825> : vector<8xi64>
    %0 = arith.extsi %x : vector<8xi32> to vector<8xi64>
    %1 = arith.muli %0, %factor : vector<8xi64>
    %2 = arith.addi %1, %nudge : vector<8xi64>
    %3 = arith.shrsi %2, %bits : vector<8xi64>
    %4 = arith.trunci %3 overflow<nsw> : vector<8xi64> to vector<8xi32>
    %5 = arith.trunci %3 : vector<8xi64> to vector<8xi32>
    return %4, %5 : vector<8xi32>, vector<8xi32>
  }

  // Ties away from zero: negative numbers lose one first, unless they are not shifted.
  // CHECK-LABEL: func @round
  // CHECK-SAME:      %[[X:.*]]: vector<8xi32>, %[[N:.*]]: vector<8xi32>
  // CHECK:         %[[LESS:.*]] = arith.shrsi %[[X]], %{{.*}}
  // CHECK:         %[[SUM:.*]] = arith.addi %[[X]], %[[LESS]]
  // CHECK:         %[[IS:.*]] = arith.cmpi ne, %[[N]]
  // CHECK:         arith.select %[[IS]], %[[SUM]], %[[X]]
  // CHECK:         llvm.call_intrinsic "llvm.riscv.vssra"
  // CHECK-NOT:     arith.andi
  // CHECK:         return
  func.func @round(%x: vector<8xi32>, %n: vector<8xi32>) -> vector<8xi32> attributes {flow.root = "elementwise"} {
    %zero = arith.constant dense<0> : vector<8xi32>
    %one = arith.constant dense<1> : vector<8xi32>
    %0 = arith.shli %one, %n : vector<8xi32>
    %mask = arith.subi %0, %one : vector<8xi32>
    %rest = arith.andi %x, %mask : vector<8xi32>
    %1 = arith.cmpi slt, %x, %zero : vector<8xi32>
    %half = arith.shrsi %mask, %one : vector<8xi32>
    %2 = arith.extui %1 : vector<8xi1> to vector<8xi32>
    %threshold = arith.addi %half, %2 : vector<8xi32>
    %3 = arith.cmpi sgt, %rest, %threshold : vector<8xi32>
    %4 = arith.shrsi %x, %n : vector<8xi32>
    %5 = arith.extui %3 : vector<8xi1> to vector<8xi32>
    %6 = arith.addi %4, %5 : vector<8xi32>
    return %6 : vector<8xi32>
  }

  // CHECK-LABEL: func @repeat
  // CHECK:         %[[WIDE:.*]] = arith.extsi %{{.*}} : i8 to i32
  // CHECK:         vector.broadcast %[[WIDE]] : i32 to vector<32xi32>
  func.func @repeat(%x: i8) -> vector<32xi32> attributes {flow.root = "elementwise"} {
    %0 = vector.broadcast %x : i8 to vector<32xi8>
    %1 = arith.extsi %0 : vector<32xi8> to vector<32xi32>
    return %1 : vector<32xi32>
  }
}

// -----

// Numbers of 32 bits: twice a positive constant gives the result as the high half, any other factor with one shift more.
#machine = #exec.machine<triple = "riscv32-unknown-none-elf", cpu = "", features = "", indexBits = 32>
module attributes {exec.machine = #machine} {
  // CHECK-LABEL: func @constant
  // CHECK:         %[[TWICE:.*]] = arith.constant 2147483650 : i64
  // CHECK:         %[[P:.*]] = arith.muli %{{.*}}, %[[TWICE]] : i64
  // CHECK:         %[[LOW:.*]] = arith.trunci %[[P]] : i64 to i32
  // CHECK:         %[[HIGH:.*]] = arith.trunci %{{.*}} : i64 to i32
  // CHECK:         %[[TOP:.*]] = arith.shrui %[[LOW]], %{{.*}} : i32
  // CHECK:         arith.addi %[[HIGH]], %[[TOP]] : i32
  func.func @constant(%x: i32) -> i32 attributes {flow.root = "elementwise"} {
    %nudge = arith.constant 1073741824 : i64
    %bits = arith.constant 31 : i64
    %factor = arith.constant 1073741825 : i64
    %0 = arith.extsi %x : i32 to i64
    %1 = arith.muli %0, %factor : i64
    %2 = arith.addi %1, %nudge : i64
    %3 = arith.shrsi %2, %bits : i64
    %4 = arith.trunci %3 overflow<nsw> : i64 to i32
    return %4 : i32
  }

  // CHECK-LABEL: func @variable
  // CHECK:         %[[P:.*]] = arith.muli %{{.*}}, %{{.*}} : i64
  // CHECK:         arith.shrui %{{.*}}, %c30_i32 : i32
  // CHECK:         arith.shli %{{.*}}, %c1_i32 : i32
  func.func @variable(%x: i32, %y: i32) -> i32 attributes {flow.root = "elementwise"} {
    %nudge = arith.constant 1073741824 : i64
    %bits = arith.constant 31 : i64
    %0 = arith.extsi %x : i32 to i64
    %1 = arith.extsi %y : i32 to i64
    %2 = arith.muli %0, %1 : i64
    %3 = arith.addi %2, %nudge : i64
    %4 = arith.shrsi %3, %bits : i64
    %5 = arith.trunci %4 overflow<nsw> : i64 to i32
    return %5 : i32
  }
}
