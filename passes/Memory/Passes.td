//===- Passes.td - Passes that decide where bytes live -----*- tablegen -*-===//

#ifndef PASSES_MEMORY_PASSES_TD
#define PASSES_MEMORY_PASSES_TD

include "mlir/Pass/PassBase.td"

def ScheduleDispatches : Pass<"schedule-dispatches", "::mlir::func::FuncOp"> {
  let summary = "Order the dispatch calls of model functions";
  let description = [{
    For least memory, or in waves of calls that may run at once (`plan.wave`). Results
    do not depend on it.
  }];
  let options = [Option<"maxConcurrency", "max-concurrency", "bool", "false",
                        "Form waves; otherwise the order that needs least memory">];
}

def PlaceState : Pass<"place-state", "::mlir::ModuleOp"> {
  let summary = "Copy new state where it must not overwrite the old at once";
  let description = [{
    What a model function stores to a variable will be computed in the variable's memory.
    Where calls of the same or a later step read the old content, or the value has another
    place, it is computed elsewhere, and a dispatch at the end of the function copies it.

    Requires: the order of calls is final. Ensures: no call reads a variable during or after
    the call that computes its new content.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def PlaceParts : Pass<"place-parts", "::mlir::ModuleOp"> {
  let summary = "Let dispatches write the operands of concatenations in place";
  let description = [{
    What a `tensor.concat` between dispatches puts together lies in the buffer of its
    result. Each dispatch that writes or reads such a part gets a function with
    `plan.part` on the argument or result: the type of the whole and the offsets of
    the part in it.
  }];
}

def DecomposePads : Pass<"decompose-pads", "::mlir::func::FuncOp"> {
  let summary = "Write pads and concatenations as insertions into disjoint parts";
  let description = [{
    `tensor.pad` with a constant becomes fills of the border slabs and an
    insertion of the interior; `tensor.concat` becomes insertions. Parts never
    overlap, so that they can be written in any order and in parallel.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def ReuseRootBuffers : Pass<"reuse-root-buffers", "::mlir::func::FuncOp"> {
  let summary = "Let elementwise operations of a dispatch overwrite their input";
  let description = [{
    An elementwise operation whose destination is empty takes the result of the
    dispatch's root as destination, if it has the same type. The two then share
    a buffer, and code generation keeps the intermediate value in registers.
  }];
}

def YieldInPlace : Pass<"yield-in-place", "::mlir::func::FuncOp"> {
  let summary = "Copy what a loop yields into the buffer that it carries";
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def ExposeDestinations : Pass<"expose-destinations", "::mlir::func::FuncOp"> {
  let summary = "Turn a dispatch function's tensors into buffers at its border";
  let description = [{
    Arguments become memrefs; results become further memref arguments that the
    body writes with `bufferization.materialize_in_destination`.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def BufferizeDispatches : Pass<"bufferize-dispatches", "::mlir::func::FuncOp"> {
  let summary = "Turn the tensors inside of a dispatch function into buffers";
  let description = [{
    Runs one-shot bufferization on the body and merges equal views. Requires:
    expose-destinations. Ensures: no tensors; allocations only for intermediate
    values.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def ClaimScratch : Pass<"claim-scratch", "::mlir::func::FuncOp"> {
  let summary = "Move a dispatch function's allocations into a scratch argument";
  let description = [{
    Allocations become views of one further byte argument, marked
    `plan.scratch`. Ensures: the function allocates nothing.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def ReleaseScratch : Pass<"release-scratch", "::mlir::func::FuncOp"> {
  let summary = "Drop scratch memory that no loop touches";
  let description = [{
    Runs when the dispatch's operations have become loops: buffers whose values
    stay in registers go, the others move together, and the scratch argument
    shrinks or goes with them.

    Requires: claim-scratch, tile-registers.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def MeasureLiveBytes : Pass<"measure-live-bytes", "::mlir::ModuleOp"> {
  let summary = "Find out how many bytes of activations are alive at once";
  let description = [{
    Notes on each `exec.export` (`exec.live_bytes`) the most bytes that the results of dispatches
    take from the call that computes them to the last that reads them: as tensors of the model,
    without padding around them, without scratch memory, without what lies in the state. Inputs
    and outputs count if they lie in the workspace.

    Requires: the order of calls is final; dispatches are functions of tensors.
  }];
  let options = [Option<"ioInWorkspace", "io-in-workspace", "bool", "false",
                        "Inputs and outputs lie in the workspace">];
}

def PlanMemory : Pass<"plan-memory", "::mlir::ModuleOp"> {
  let summary = "Place every buffer of the model functions";
  let description = [{
    Results of dispatches become slices of the workspace, constants slices of
    the constants segment (`plan.constant`), variables slices of the state
    (`plan.variable`), inputs and outputs arguments. Live
    ranges decide who shares bytes. Functions end with the arguments
    (inputs..., outputs..., constants, workspace, state), and `exec.export` learns the
    size of the workspace.

    Where workgroups are known to run one after another, a result may lie on an operand that
    dies in the same call, as far as no workgroup writes what it or a later one reads.
    `exec.sequential` on the export then tells that they have to.

    Inputs and outputs lie with the caller, or in the workspace on demand: inputs until their last
    use, outputs from their first to the end, at places that `exec.io_offsets` tells.

    Requires: place-state.
  }];
  let options = [Option<"sequential", "sequential", "bool", "false",
                        "Workgroups run one after another, in order">,
                 Option<"ioInWorkspace", "io-in-workspace", "bool", "false",
                        "Place inputs and outputs in the workspace, too">];
  let dependentDialects = ["::sinter::plan::PlanDialect", "::sinter::exec::ExecDialect",
                           "::mlir::memref::MemRefDialect"];
}

def VerifyPlanned : Pass<"verify-planned", "::mlir::ModuleOp"> {
  let summary = "Check that every buffer has a place and no dispatch allocates";
}

#endif // PASSES_MEMORY_PASSES_TD
