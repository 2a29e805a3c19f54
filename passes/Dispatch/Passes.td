//===- Passes.td - Passes that cut a function into dispatches -*- tablegen -*-===//

#ifndef PASSES_DISPATCH_PASSES_TD
#define PASSES_DISPATCH_PASSES_TD

include "mlir/Pass/PassBase.td"

def IsolateResults : Pass<"isolate-results", "::mlir::func::FuncOp"> {
  let summary = "Give every result and every new state of a model function a computation of its own";
  let description = [{
    A result that is an argument, a constant, a loaded variable, a view of one, or that is
    returned twice gets a copy, so that each result can be computed in place in the
    buffer that the caller provides. So does what is stored to variables.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def ComputeSplats : Pass<"compute-splats", "::mlir::func::FuncOp"> {
  let summary = "Compute large constants of one number instead of storing them";
  let description = [{
    Elementwise loops get the number itself, where something else tells how far they go.
    Constants of 16 MiB and more that others read become a computation.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FormDispatchRegions : Pass<"form-dispatch-regions", "::mlir::func::FuncOp"> {
  let summary = "Group tensor operations into dispatch regions";
  let description = [{
    Each operation that does work becomes a `flow.region`, together with the
    elementwise operations that consume its result and with the slices and
    scalars that it reads. Views, constants, accesses of variables and the return stay outside.

    Requires: straight-line IR on static tensors. Ensures: no tensor operation
    outside of a region but constants, views, accesses of variables and the return.
  }];
  let dependentDialects = ["::sinter::flow::FlowDialect"];
}

def OutlineDispatchRegions : Pass<"outline-dispatch-regions", "::mlir::ModuleOp"> {
  let summary = "Turn dispatch regions into functions and calls";
  let description = [{
    Values that a region uses from above become arguments of a private function
    that carries `flow.root`, `flow.nodes` and `flow.flops`.
  }];
  let dependentDialects = ["::sinter::flow::FlowDialect", "::mlir::func::FuncDialect"];
}

def DeduplicateDispatches : Pass<"deduplicate-dispatches", "::mlir::ModuleOp"> {
  let summary = "Let calls of equal dispatch functions share one function";
}

def ApplyTuning : Pass<"apply-tuning", "::mlir::ModuleOp"> {
  let summary = "Hand measured choices to the dispatch functions that they are for";
  let description = [{
    Gives each dispatch function the key of its region (`exec.region`), which
    depends on nothing but what the function computes. The module's `exec.tuning`,
    if there is one, holds choices by key: each function gets its own as
    `exec.tuning`, and the module's attribute goes. Warns if there are
    choices but none is for any function.

    Requires: equal dispatches share one function.
  }];
  let dependentDialects = ["::sinter::exec::ExecDialect"];
}

def PackBytes : Pass<"pack-bytes", "::mlir::ModuleOp"> {
  let summary = "Store constant 8-bit weights in groups for dot-product instructions";
  let description = [{
    The constant operand of a contraction whose body extends bytes and adds their
    products in i32 is stored as [N/n0, K/group, n0, group], where `group` neighbours
    along the sum are what one lane of the machine's instruction takes; the last
    group is filled up with zeros. If activations and weights are both signed and
    the instruction wants an unsigned one, the body flips the top bit of the
    activations, and the sum starts from a new argument, -128 times the sum of each
    channel's weights.

    Changes nothing for machines without such an instruction.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect",
  ];
}

def SkipZeros : Pass<"skip-zeros", "::mlir::ModuleOp"> {
  let summary = "Let products of bytes begin where activations are zero, so that zeros can be skipped";
  let description = [{
    Activations that end at their zero point, as those of a ReLU do, are that number half of the
    time. Where another dispatch makes the activations of a product so, the body
    subtracts the zero point, which `tile-registers` turns into a branch around what a zero
    would add. In return the bias gets what the zero point adds to each sum; weights and
    bias are constants at each call. Results are the same.

    Changes nothing but on microcontrollers without vectors and dot-product instructions.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def DoubleMultipliers : Pass<"double-multipliers", "::mlir::ModuleOp"> {
  let summary = "Store the multipliers of requantizations as ARM's smmlar takes them";
  let description = [{
    A sum x times a fraction m of 31 bits, rounded, `(x * m + 2^30) >> 31` in 64 bits, becomes
    `x + ((x * y + 2^31) >> 32)` with y = 2 * m - 2^32, which one instruction computes. m is a
    constant of the body, or an input for which each call passes constants; all are from
    2^30 to 2^31 - 1. Results are the same.

    Changes nothing for machines whose products of bytes are not `smlad`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def InterleaveTables : Pass<"interleave-tables", "::mlir::ModuleOp"> {
  let summary = "Store what a channel needs of several tables side by side";
  let description = [{
    Inputs of one elementwise operation that are tables of 32-bit integers along one loop,
    constants at each call, become one input of shape [N, tables]. The operation reads it
    several times, at constant columns.

    Changes nothing for machines with vectors.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def PackWeights : Pass<"pack-weights", "::mlir::ModuleOp"> {
  let summary = "Store constant weights in the order in which kernels read them";
  let description = [{
    The constant right-hand side of a matmul ([K, N]) or convolution
    ([KH, KW, C, N]) is stored in panels of n0 output channels ([N/n0, K, n0]);
    n0 follows from the machine's vectors, or from `exec.tuning`. The dispatch function reads it
    through `n floordiv n0` and `n mod n0`. The last panel of a matmul may end with zeros.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect"];
}

def UseWinograd : Pass<"use-winograd", "::mlir::ModuleOp"> {
  let summary = "Compute 3x3 convolutions of stride 1 by the method of Winograd where it wins";
  let description = [{
    Replaces the convolution of a dispatch function by `exec.winograd_conv` if its
    weights are constant, its estimated time is less, and its rounding errors are
    small enough; stores the transformed weights at the calls. Records the method
    (`exec.convolution`) and why (`flow.reason`); a method that is already there is
    obeyed. Strict arithmetic (`exec.arithmetic`) rules the method out, fast
    arithmetic lifts the bound of the error.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect",
                           "::sinter::exec::ExecDialect"];
}

def VerifyDispatched : Pass<"verify-dispatched", "::mlir::ModuleOp"> {
  let summary = "Check that model functions only call dispatches, form views, access variables and return";
}

#endif // PASSES_DISPATCH_PASSES_TD
