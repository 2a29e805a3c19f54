//===- Passes.td - Passes between phases -------------------*- tablegen -*-===//

#ifndef COMPILER_PIPELINE_PASSES
#define COMPILER_PIPELINE_PASSES

include "mlir/Pass/PassBase.td"

def VerifyPhase : Pass<"verify-phase", "::mlir::ModuleOp"> {
  let summary = "Verify what a phase promises to the next";
  let description = [{
    Checks that only operations remain which the next phase understands, and
    that static facts it relies on hold: static shapes after `legalize`, no
    allocation after `plan`, a query function after `codegen`. Changes nothing.
  }];
  let options = [Option<"phase", "phase", "std::string", "\"import\"", "Phase that just ended">];
}

#endif // COMPILER_PIPELINE_PASSES
