//===- Passes.td - Passes that shape the entry points ------*- tablegen -*-===//

#ifndef PASSES_ABI_PASSES_TD
#define PASSES_ABI_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerModelFunctions : Pass<"lower-model-functions", "::mlir::ModuleOp"> {
  let summary = "Compile model functions to the entry points of the executable ABI";
  let description = [{
    Each exported function becomes `<name>__plan` and `<name>__run`
    (schema/executable_abi.h); the module gains `sinter_executable_query`. For
    every dispatch call an `exec.step` is recorded.

    Requires: plan-memory, lower-dispatches. Ensures: LLVM dialect only, besides
    `exec.export`, `exec.step` and `plan.constant`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::sinter::exec::ExecDialect"];
}

#endif // PASSES_ABI_PASSES_TD
