//===- Passes.td - Passes that take in a model's functions -*- tablegen -*-===//

#ifndef PASSES_INPUT_PASSES_TD
#define PASSES_INPUT_PASSES_TD

include "mlir/Pass/PassBase.td"

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
    type unsigned; an `exec.element` is the described element type. Reports dynamic shapes and types that no caller can pass.
  }];
  let dependentDialects = ["::sinter::exec::ExecDialect"];
}

#endif // PASSES_INPUT_PASSES_TD
