//===- Passes.td - Passes that take in a model's functions -*- tablegen -*-===//

#ifndef PASSES_INPUT_PASSES_TD
#define PASSES_INPUT_PASSES_TD

include "mlir/Pass/PassBase.td"

def PromoteState : Pass<"promote-state", "::mlir::ModuleOp"> {
  let summary = "Read a model's variables on entry and write them on exit";
  let description = [{
    Each function loads a `ml_program.global` once at its beginning and stores it
    once at its end, if at all; in between, its content is a value, also of branches and
    loops. What nobody stores becomes a constant, what nobody reads goes. A variable
    without initial value begins as zeros; one of booleans becomes one of bytes.

    Requires: helper functions are inlined. Ensures: each variable has an initial value,
    a function that stores it and one that loads it.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::ml_program::MLProgramDialect",
                           "::mlir::scf::SCFDialect"];
}

def ExposeSizes : Pass<"expose-sizes", "::mlir::func::FuncOp"> {
  let summary = "Compute numbers that are sizes which calls decide";
  let description = [{
    A constant that is the size which stands for a symbolic dim (`exec.dims` of the module), a
    product of such sizes or one over it becomes `exec.size` and arithmetic. Reports constants
    whose values differ from size to size. Modules without symbolic dims stay as they are.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect", "::sinter::exec::ExecDialect"];
}

def WrapScalars : Pass<"wrap-scalars", "::mlir::func::FuncOp"> {
  let summary = "Pass scalars of a model function as tensors of rank 0";
  let description = [{
    Callers hand over buffers, so a scalar argument or result becomes a tensor
    with one element.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def ExportFunctions : Pass<"export-functions", "::mlir::ModuleOp"> {
  let summary = "Describe public functions to callers with exec.export";
  let description = [{
    Names come from the arguments' and results' `exec.name`, else they are
    `input0`, `output0`, ... An `exec.unsigned` mark makes the described element
    type unsigned; an `exec.element` is the described element type. Dims that a function's
    data decide become the module's. Reports dynamic shapes and types that no caller can pass.
  }];
  let dependentDialects = ["::sinter::exec::ExecDialect"];
}

#endif // PASSES_INPUT_PASSES_TD
