//===- Passes.td - From dispatch functions to machine code -*- tablegen -*-===//
//
// These passes touch functions with the attribute `flow.root` only.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_PASSES_TD
#define PASSES_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def PeelPanels : Pass<"peel-panels", "::mlir::func::FuncOp"> {
  let summary = "Cut the channels that do not fill a panel of packed weights off";
  let description = [{
    Where an operation reads weights through `n floordiv n0` and n0 does not divide
    the channels, it and all operations with as many channels become two each: one for the
    whole panels, one for the rest.

    Requires: buffers of static shape. Ensures: results do not change; whole panels
    or less than one are read.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect",
  ];
}

def TileRegisters : Pass<"tile-registers", "::mlir::func::FuncOp"> {
  let summary = "Turn linalg operations into loops over register tiles";
  let description = [{
    Each chain of fill, root and elementwise operations on static buffers becomes
    one nest of `scf.for` whose innermost part computes a tile of results in
    vectors of the machine's width, with accumulators as loop-carried values and
    remainders cut statically. Records how on the function (`exec.strategy`); an
    attribute that is already there is obeyed. Cuts the tiles among workgroups
    and sets `exec.workgroups`.

    With `for-size`, loops are copied less often: tiles leave no remainder, and sums stay loops.

    Requires: buffers of static shape; no two arguments overlap. Ensures: no linalg
    operation remains but those whose body or addresses have no vector form.
  }];
  let options = [Option<"sequential", "sequential", "bool", "false",
                        "Workgroups run one after another: cut work for one thread, too, so that "
                        "results may lie on what they are made of">,
                 Option<"forSize", "for-size", "bool", "false", "Prefer little code to little time">];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::sinter::exec::ExecDialect",
  ];
}

def ResolveSizes : Pass<"resolve-sizes", "::mlir::func::FuncOp"> {
  let summary = "Compute the sizes that calls decide";
  let description = [{
    A dispatch function with a buffer whose dims calls decide, or with `exec.size`, gets one more
    argument, the dims in the order of `exec.dims`, and is marked `exec.reads_dims`. What is left
    of linalg operations becomes loops. Other functions stay as they are.

    Requires: tile-registers. Ensures: no bound and no address depends on the numbers that stand
    for dims.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
  ];
}

def ExpandWinograd : Pass<"expand-winograd", "::mlir::func::FuncOp"> {
  let summary = "Turn exec.winograd_conv into loops over structured operations";
  let description = [{
    Blocks of tile rows go through transform, batched matrix product and transform
    back, together with the pointwise operations that follow. Sets
    `exec.workgroups` if workgroups share the blocks.

    Requires: buffers of static shape; no two arguments overlap.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::sinter::exec::ExecDialect",
  ];
}

def ExpandMath : Pass<"expand-math", "::mlir::func::FuncOp"> {
  let summary = "Replace math functions by arithmetic";
  let description = [{
    Replaces `math` operations by polynomials and bit manipulation, so that no call
    of a math library remains; keeps those that the machine has as instructions.
    Fixed-point products take the form that the machine multiplies.

    Ensures: results differ from the exact ones by a few units in the last place;
    infinities and NaN come out as in C.
  }];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect", "::sinter::exec::ExecDialect",
  ];
}

def LowerDispatches : Pass<"lower-dispatches", "::mlir::ModuleOp"> {
  let summary = "Convert dispatch functions to the LLVM dialect";
  let description = [{
    `@dispatch(%a: memref<..>, %b: memref<..>)` becomes
    `llvm.func @dispatch(%arguments: !llvm.ptr, %workgroup: i32)`, where `arguments`
    points to one pointer per buffer (`sinter_workgroup_fn_t` of
    schema/executable_abi.h). Other attributes of the function stay.

    Requires: scf and linalg are lowered.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::sinter::exec::ExecDialect"];
}

#endif // PASSES_CODEGEN_PASSES_TD
