//===- Passes.td - Passes from ONNX to linalg on tensors ---*- tablegen -*-===//

#ifndef PASSES_ONNX_PASSES_TD
#define PASSES_ONNX_PASSES_TD

include "mlir/Pass/PassBase.td"

def RecognizeQuantized : Pass<"recognize-quantized", "::mlir::func::FuncOp"> {
  let summary = "Rewrite dequantize, operate, quantize as operators on integers";
  let description = [{
    Works on `onnx.node`s. DequantizeLinear sinks through operators that only move
    data, QuantizeLinear rises through them; then Conv, Gemm, MatMul, Add, Mul,
    AveragePool, GlobalAveragePool and Concat between them become QLinearConv,
    QGemm and so on. A Relu or Clip on the way becomes the attribute "sinter.clamp"
    of the new node. What does not fit stays as it is and computes in float; the
    function's attribute `exec.float_nodes` names it for the report.

    Ensures: the same results as before, to one quantization step.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::sinter::onnx::OnnxDialect"];
}

def ConvertOnnx : Pass<"convert-onnx", "::mlir::func::FuncOp"> {
  let summary = "Rewrite ONNX nodes as linalg and tensor operations";
  let description = [{
    Walks the function in order, evaluates nodes whose inputs are constants and
    converts the others; shapes follow from the conversion. Every node that
    cannot be converted is reported, each with its reason, before the pass fails.

    Requires: arguments of static shape. Ensures: no operation of the onnx
    dialect; every tensor has a static shape; the function's result types are
    those that the operations compute.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::sinter::exec::ExecDialect"
  ];
}

#endif // PASSES_ONNX_PASSES_TD
