//===- Passes.td - Passes from TFLite to linalg on tensors -*- tablegen -*-===//

#ifndef PASSES_TFLITE_PASSES_TD
#define PASSES_TFLITE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertTflite : Pass<"convert-tflite", "::mlir::ModuleOp"> {
  let summary = "Rewrite TFLite operators as linalg and tensor operations";
  let description = [{
    Converts the functions that hold `tflite` operators, in order. Subgraphs become
    part of the operators that name them. Quantized results are those of TFLite
    Micro's reference kernels, bit for bit. Every operator that cannot be converted
    is reported, each with its reason, before the pass fails.

    Requires: arguments of static shape. Ensures: no operation of the tflite
    dialect, no quantized type; every tensor has a static shape; arguments and
    results keep what the model says of their elements as `exec.element`.
  }];
  let options = [
    Option<"roundsOnce", "rounds-once", "bool", /*default=*/"false",
           "Scale sums of 8-bit products by factors in f32, rounded once to the nearest, ties "
           "to even, as LiteRT's delegate XNNPACK does; TFLite Micro's kernels round twice">
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::ml_program::MLProgramDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

#endif // PASSES_TFLITE_PASSES_TD
