//===- Passes.td - Passes that simplify the graph ----------*- tablegen -*-===//

#ifndef PASSES_GRAPH_PASSES_TD
#define PASSES_GRAPH_PASSES_TD

include "mlir/Pass/PassBase.td"

def StoreBooleansAsBytes : Pass<"store-booleans-as-bytes", "::mlir::func::FuncOp"> {
  let summary = "Give boolean tensors the element type i8";
  let description = [{
    Memory holds a boolean as a byte, 0 or 1. Bodies of structured operations
    keep computing with i1: they truncate what they read and extend what they
    write.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def PropagateTransposes : Pass<"propagate-transposes", "::mlir::func::FuncOp"> {
  let summary = "Move transposes towards the results until they cancel";
  let description = [{
    Convolutions arrive between a transpose to channels-last and one back. The
    latter moves down through elementwise operations, pads, concatenations,
    slices and reshapes until it meets the next convolution's transpose, and
    both vanish. A transpose of a constant is evaluated; one that only moves
    unit dimensions becomes a reshape; a reduction reads through it.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def AbsorbTransposes : Pass<"absorb-transposes", "::mlir::func::FuncOp"> {
  let summary = "Let products of computed tensors read and write transposed";
  let description = [{
    The heads of an attention are split off and joined by a reshape and a
    transpose. A product whose lanes stay contiguous goes through the permuted
    dimensions instead; where they would not, the transpose stays and packs the
    operand once. Reshapes of slices become slices of reshapes, which are read in
    place, and transposes lose their unit dimensions.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def GeneralizeElementwise : Pass<"generalize-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Write named elementwise, transpose and broadcast operations as linalg.generic";
  let description = [{
    Operands with unit dimensions that the operation broadcasts lose them, so
    that every indexing map is a projected permutation.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def FuseElementwise : Pass<"fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Fuse elementwise operations into their consumers";
  let description = [{
    A producer whose result has one use and is read once per element is computed
    where it is used. Elementwise operations also absorb reshapes of what they
    read, so that they meet the operation that computed it. Locations of both
    are kept.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def ReadPaddedInterior : Pass<"read-padded-interior", "::mlir::func::FuncOp"> {
  let summary = "Keep only the padded copy of a value that is padded and read";
  let description = [{
    Users of a value that is also padded read the interior of the padded tensor.
    Its producer then writes between the padding, and no pad copies anything.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

#endif // PASSES_GRAPH_PASSES_TD
