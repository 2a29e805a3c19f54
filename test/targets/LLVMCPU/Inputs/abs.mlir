// abs(x) of four floats as it stands after code generation: a dispatch and its host program.
module {
  exec.export "abs" inputs ["x" : tensor<4xf32>] outputs ["y" : tensor<4xf32>] workspace 64
  exec.step "abs" calls @dispatch_0_abs nodes ["abs1"] writes [0, 16]
  plan.constant 0 = dense<1.5> : tensor<4xf32>
  plan.constant 64 = dense<[1, 2, 3, 4]> : tensor<4xi32>

  llvm.func @dispatch_0_abs(%args: !llvm.ptr, %workgroup: i32) attributes {
      flow.root = "elementwise", flow.nodes = ["abs1"], flow.flops = 4 : i64,
      exec.workgroups = 1 : i64, exec.strategy = "vector"} {
    %x = llvm.load %args : !llvm.ptr -> !llvm.ptr
    %slot = llvm.getelementptr %args[8] : (!llvm.ptr) -> !llvm.ptr, i8
    %y = llvm.load %slot : !llvm.ptr -> !llvm.ptr
    %v = llvm.load %x {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
    %a = llvm.intr.fabs(%v) : (vector<4xf32>) -> vector<4xf32>
    llvm.store %a, %y {alignment = 4 : i64} : vector<4xf32>, !llvm.ptr
    llvm.return
  }

  llvm.func @abs__plan(%dims: !llvm.ptr, %plan: !llvm.ptr) -> i32 {
    %four = llvm.mlir.constant(4 : i64) : i64
    %size = llvm.mlir.constant(64 : i64) : i64
    %ok = llvm.mlir.constant(0 : i32) : i32
    llvm.store %size, %plan : i64, !llvm.ptr
    %slot = llvm.getelementptr %plan[8] : (!llvm.ptr) -> !llvm.ptr, i8
    %out = llvm.load %slot : !llvm.ptr -> !llvm.ptr
    llvm.store %four, %out : i64, !llvm.ptr
    llvm.return %ok : i32
  }

  // The inputs' and outputs' addresses become the dispatch's arguments.
  llvm.func @abs__run(%frame: !llvm.ptr) -> i32 {
    %one = llvm.mlir.constant(1 : i32) : i32
    %zero = llvm.mlir.constant(0 : i32) : i32
    %args = llvm.alloca %one x !llvm.array<2 x ptr> : (i32) -> !llvm.ptr
    %inputs = llvm.load %frame : !llvm.ptr -> !llvm.ptr
    %x = llvm.load %inputs : !llvm.ptr -> !llvm.ptr
    llvm.store %x, %args : !llvm.ptr, !llvm.ptr
    %outputsSlot = llvm.getelementptr %frame[8] : (!llvm.ptr) -> !llvm.ptr, i8
    %outputs = llvm.load %outputsSlot : !llvm.ptr -> !llvm.ptr
    %y = llvm.load %outputs : !llvm.ptr -> !llvm.ptr
    %second = llvm.getelementptr %args[8] : (!llvm.ptr) -> !llvm.ptr, i8
    llvm.store %y, %second : !llvm.ptr, !llvm.ptr
    %hostSlot = llvm.getelementptr %frame[40] : (!llvm.ptr) -> !llvm.ptr, i8
    %host = llvm.load %hostSlot : !llvm.ptr -> !llvm.ptr
    %context = llvm.load %host : !llvm.ptr -> !llvm.ptr
    %parallelSlot = llvm.getelementptr %host[8] : (!llvm.ptr) -> !llvm.ptr, i8
    %parallel = llvm.load %parallelSlot : !llvm.ptr -> !llvm.ptr
    %dispatch = llvm.mlir.addressof @dispatch_0_abs : !llvm.ptr
    llvm.call %parallel(%context, %dispatch, %args, %one) : !llvm.ptr, (!llvm.ptr, !llvm.ptr, !llvm.ptr, i32) -> ()
    llvm.return %zero : i32
  }

  // Number 3 of `ElementType` is f32.
  llvm.mlir.global internal constant @types(dense<3> : tensor<2xi8>) : !llvm.array<2 x i8>
  llvm.mlir.global internal constant @functions() : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>> {
    %one = llvm.mlir.constant(1 : i32) : i32
    %plan = llvm.mlir.addressof @abs__plan : !llvm.ptr
    %run = llvm.mlir.addressof @abs__run : !llvm.ptr
    %types = llvm.mlir.addressof @types : !llvm.ptr
    %0 = llvm.mlir.poison : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %1 = llvm.insertvalue %plan, %0[0, 0] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %2 = llvm.insertvalue %run, %1[0, 1] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %3 = llvm.insertvalue %types, %2[0, 2] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %4 = llvm.insertvalue %one, %3[0, 3] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %5 = llvm.insertvalue %one, %4[0, 4] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %6 = llvm.insertvalue %one, %5[0, 5] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    %7 = llvm.insertvalue %one, %6[0, 6] : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
    llvm.return %7 : !llvm.array<1 x struct<(ptr, ptr, ptr, i32, i32, i32, i32)>>
  }

  llvm.mlir.global internal constant @executable() : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)> {
    %one = llvm.mlir.constant(1 : i32) : i32
    %version = llvm.mlir.constant(3 : i32) : i32
    %initialize = llvm.mlir.zero : !llvm.ptr
    %constants = llvm.mlir.constant(80 : i64) : i64
    %state = llvm.mlir.constant(0 : i64) : i64
    %functions = llvm.mlir.addressof @functions : !llvm.ptr
    %0 = llvm.mlir.poison : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    %1 = llvm.insertvalue %functions, %0[0] : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    %2 = llvm.insertvalue %initialize, %1[1] : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    %3 = llvm.insertvalue %version, %2[2] : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    %4 = llvm.insertvalue %one, %3[3] : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    %5 = llvm.insertvalue %constants, %4[4] : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    %6 = llvm.insertvalue %state, %5[5] : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
    llvm.return %6 : !llvm.struct<(ptr, ptr, i32, i32, i64, i64)>
  }

  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {
    %executable = llvm.mlir.addressof @executable : !llvm.ptr
    llvm.return %executable : !llvm.ptr
  }
}
