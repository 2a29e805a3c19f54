//===- Passes.h - Passes from ONNX to linalg on tensors ---------*- C++ -*-===//

#ifndef PASSES_ONNX_PASSES_H
#define PASSES_ONNX_PASSES_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Onnx/Passes.h.inc"

} // namespace sinter

#endif // PASSES_ONNX_PASSES_H
